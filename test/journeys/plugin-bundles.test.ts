import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import test, { type ExecutionContext } from 'ava';
import type { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { connectorManifest, writePlugin } from '../support/plugin-folders.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { admin, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const login = ['auth', 'login', '--email', admin.email, '--password-stdin', '--server'];

/** A connector whose rows say which version has read them. */
const version = async (t: ExecutionContext, number: string): Promise<object> => {
  const path = await writePlugin(await tempFolder(t), 'orders', {
    'agnes.plugin.json': { ...connectorManifest('acme/orders', 'orders'), version: number },
    'connector.ts': `import { defineConnector } from '@agnes/sdk/connector';
export default defineConnector({
  async check() {},
  async *discover() { yield { name: 'orders', sourceTable: 'orders' }; },
  async *read({ tables }) {
    for (const { id: table } of tables) {
      yield { type: 'columns', table, columns: [{ name: 'read_by', type: 'VARCHAR' }] };
      yield { type: 'rows', table, rows: [{ read_by: '${number}' }] };
    }
  },
});
`,
  });
  return { type: 'folder', path };
};

const applied = async (client: HostClient, body: object) => {
  const plan = await client.ask('POST /api/admin/plugins/plan', { body });
  const { plan_id, plan_hash } = plan;
  const { job_id } = await client.ask('POST /api/admin/plugins/apply', { body: { plan_id, plan_hash } });
  await client.untilEvent(String(job_id), 'end');
  return { plan, job: await client.ask(`GET /api/jobs/${job_id}`) };
};

const readBy = async (client: HostClient) => {
  await client.sync({ force: true });
  return client.rows('select (select read_by from shop_orders), (select read_by from web_orders)');
};

const producedBy = async (dataDir: string, source: string): Promise<unknown> => {
  const path = join(dataDir, 'extracts', source, 'extract.duckdb');
  const database = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  const connection = await database.connect();
  const [row] = (await connection.runAndReadAll('select produced_by from _meta')).getRows();
  connection.closeSync();
  return row?.[0];
};

test('two sources are read with two versions of one connector, and the plugins go to a host without a network as one file', async (t) => {
  const dataDir = join(await tempFolder(t), 'data');
  const [here, there] = await Promise.all([startHost(t, { dataDir }), startHost(t)]);
  const client = await here.asAdmin();
  await applied(client, { install: [{ source: await version(t, '1.0.0') }] });
  for (const slug of ['shop', 'web']) {
    await client.ask('POST /api/admin/sources', { body: { slug, type: 'orders', config: {} } });
    const table = { name: `${slug}_orders`, connection: slug, source_table: 'orders' };
    await client.ask('POST /api/admin/register-table', { body: table });
  }
  const install = [{ source: await version(t, '2.0.0') }];
  const { plan, job } = await applied(client, { install, pin_sources: { 'acme/orders': { shop: '1.0.0' } } });

  t.like(job, { status: 'succeeded' });
  likeWhole(t, plan, {
    problems: [],
    actions: [
      { to: '2.0.0', sources: null, moves: [{ source: 'web', from: '1.0.0', to: '2.0.0' }] },
      { to: '1.0.0', sources: ['shop'] },
    ],
  });
  t.deepEqual(await readBy(client), [['1.0.0', '2.0.0']]);
  t.is(await producedBy(dataDir, 'shop'), 'acme/orders@1.0.0');
  t.is(await producedBy(dataDir, 'web'), 'acme/orders@2.0.0');

  const workspace = await newWorkspace(t);
  await runCli(t, [...login, here.url], { ...workspace, input: admin.password });
  const exported = await runCli(t, ['admin', 'plugin', 'export', '--file', 'plugins.tar.gz'], workspace);
  await runCli(t, [...login, there.url], { ...workspace, input: admin.password });
  const importing = ['admin', 'plugin', 'import', 'plugins.tar.gz', '--server', there.url];
  const imported = await runCli(t, importing, workspace);
  t.deepEqual([exported.code, imported.code], [0, 0], exported.stderr + imported.stderr);
  t.regex(imported.stdout, /^acme\/orders {2}none → 2\.0\.0\n[\s\S]*^Plan \S+, hash sha256-/m);

  const { job_id } = await client.ask('POST /api/admin/plugins/rollback', { body: {} });
  await client.untilEvent(String(job_id), 'end');
  t.deepEqual(await readBy(client), [['1.0.0', '1.0.0']]);
});
