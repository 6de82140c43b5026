import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { BigQueryServer } from '../../support/bigquery-server/bigquery-server.ts';
import { seed, settingsFor } from '../../support/bigquery-server/lab.ts';
import { likeWhole } from '../../support/like-whole.ts';
import { startHost } from '../../support/start-host.ts';

const seeds = [
  seed('orders', 'SELECT i AS id, i * 10 AS amount FROM range(5) AS numbers(i)'),
  seed('shown', 'SELECT 1::BIGINT AS n', { type: 'VIEW' }),
];

/** Everything that lies below a folder, one after another. */
const everythingIn = async (folder: string): Promise<string> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
};

test('a source of BigQuery is asked through its own confined process, and its key is nowhere else', async (t) => {
  const server = await BigQueryServer.start(seeds);
  server.tokens.isOnMachine = false;
  const { project: BIGQUERY_PROJECT = '', location: BIGQUERY_LOCATION = '', ...rest } = settingsFor(server);
  const bigquery = { ...rest, credentials_env: 'GOOGLE_APPLICATION_CREDENTIALS' };
  const host = await startHost(t, {
    env: { GOOGLE_APPLICATION_CREDENTIALS: server.tokens.keyFile, BIGQUERY_PROJECT, BIGQUERY_LOCATION },
    config: {
      egress: { private: ['127.0.0.1/32', 'localhost'] },
      data_source: { type: 'bigquery', bigquery },
    },
  });
  const client = await host.asAdmin();

  const tested = await client.send('POST /api/admin/bigquery/test-connection');
  const tables = await client.send('GET /api/admin/discover-tables?dataset=sales');
  const healthy = await client.send('GET /api/health/detailed');
  await client.ask('PATCH /api/admin/sources/bigquery', { body: { config: { billing_project: null } } });
  const warned = await client.send('GET /api/health/detailed');
  await server.stop();
  const down = await client.send('POST /api/admin/bigquery/test-connection');

  t.like(tested, { status: 200, body: { ok: true, billing_project: 'billing-project', driver: 'client' } });
  likeWhole(t, tables.body, { count: 2, tables: [{ table_id: 'orders' }, { table_type: 'VIEW' }] });
  t.is(Object(healthy.body['services']).bq_config, undefined);
  likeWhole(t, warned.body, { services: { bq_config: { status: 'warning', sources: ['bigquery'] } } });
  t.like(down, { status: 502, body: { code: 'auth_failed', detail: { kind: 'auth_failed' } } });
  await host.stop();
  const said = [tested, tables, healthy, warned, down].map(({ text }) => text);
  const everything = [...said, host.stdout(), host.stderr(), await everythingIn(host.dataDir)].join('\n');
  const { private_key: key } = JSON.parse(server.tokens.keyFile);
  const canaries = [...server.tokens.given, ...String(key).split('\n').slice(1, 3)];
  t.true(canaries.length > 2);
  t.deepEqual(
    canaries.filter((canary) => everything.includes(canary)),
    [],
  );
});
