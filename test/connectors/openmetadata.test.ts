import { readFile } from 'node:fs/promises';
import test from 'ava';
import { startCatalogServer } from '../../plugins/connector-openmetadata/test/catalog-server.ts';
import { filesBelow } from '../support/files-below.ts';
import { startHost } from '../support/start-host.ts';

const json = { headers: { accept: 'application/json' } };

test('OpenMetadata is read by the jobs of a host; its token goes there and turns up nowhere else, not even when it is refused', async (t) => {
  const revenue = {
    name: 'revenue',
    fullyQualifiedName: 'revenue',
    metricExpression: { code: 'sum(total)' },
  };
  const { url, world, asked, token } = await startCatalogServer(t, { metrics: [revenue] });
  const host = await startHost(t, {
    env: { OM_TOKEN: token },
    config: { openmetadata: { url, token: 'OM_TOKEN' }, egress: { private: ['127.0.0.1'] } },
  });
  const client = await host.asAdmin();
  const said: unknown[] = [];
  const run = async (name: string) => {
    const { job_id: job } = await client.ask(`POST /x/agnes/connector-openmetadata/jobs/${name}`);
    await client.untilEvent(String(job), 'end');
    said.push((await client.send(`GET /api/jobs/${job}/events`, json)).text);
    return client.ask(`GET /api/jobs/${job}`);
  };

  const enriched = await run('enrich');
  const written = await run('export');
  world.trouble.set('*', { status: 401 });
  const refused = await run('export');

  said.push(enriched, written, refused);
  for (const list of ['health/detailed', 'jobs', 'admin/secrets', 'admin/server-config']) {
    said.push((await client.send(`GET /api/${list}`, json)).text);
  }
  t.like(enriched, { status: 'succeeded' });
  t.like(written, { status: 'succeeded', result: { result: { metrics_count: 1 } } });
  t.like(refused, { status: 'failed', error: { code: 'plugin_job_failed', retryable: false } });
  t.regex(JSON.stringify(refused), /answered with status 401/);
  t.true(asked.length > 1);
  await host.stop();
  t.notRegex(JSON.stringify(said) + host.stdout() + host.stderr(), /canary/);
  for (const path of await filesBelow(host.dataDir)) t.false((await readFile(path)).includes('canary'), path);
});
