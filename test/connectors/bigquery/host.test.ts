import test from 'ava';
import { BigQueryServer } from '../../support/bigquery-server/bigquery-server.ts';
import { seed, settingsFor } from '../../support/bigquery-server/lab.ts';
import { startHost } from '../../support/start-host.ts';

const seeds = [
  seed('orders', 'SELECT i AS id, i * 10 AS amount FROM range(5) AS numbers(i)'),
  seed('shown', 'SELECT 1::BIGINT AS n', { type: 'VIEW' }),
];

test('a source of BigQuery is tested, listed and read through its own confined process', async (t) => {
  const server = await BigQueryServer.start(seeds);
  t.teardown(() => server.stop());
  server.tokens.isOnMachine = false;
  const config = { ...settingsFor(server), credentials_env: 'GOOGLE_APPLICATION_CREDENTIALS' };
  const secrets = { GOOGLE_APPLICATION_CREDENTIALS: 'BQ_KEY' };
  const host = await startHost(t, {
    env: { BQ_KEY: server.tokens.keyFile },
    config: {
      egress: { private: ['127.0.0.1/32', 'localhost'] },
      sources: [{ slug: 'bq', type: 'bigquery', config, secrets }],
    },
  });
  const client = await host.asAdmin();

  const tested = await client.send('POST /api/admin/bigquery/test-connection');
  const tables = await client.ask('GET /api/admin/discover-tables?dataset=sales');

  t.like(tested, { status: 200, body: { ok: true, billing_project: 'billing-project', driver: 'client' } });
  t.is(tables['count'], 2);
});
