import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { connectorManifest, setupEntry, writePlugin } from '../support/plugin-folders.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { admin, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const connector = `import { defineConnector } from '@agnes/sdk/connector';
export default defineConnector({
  async check() {},
  async *discover() { yield { name: 'orders', sourceTable: 'orders' }; },
  async *read({ tables, http, log }) {
    await http.fetch('https://elsewhere.example.net/').catch((error) => log(error.code));
    for (const { id } of tables) {
      yield { type: 'columns', table: id, columns: [{ name: 'id', type: 'BIGINT' }] };
      yield { type: 'rows', table: id, rows: [{ id: 1 }] };
    }
  },
});
`;
const guard = setupEntry(`
  host.log('it is set up');
  host.tap('beforeQuery', (query) => {
    if (query.sql.includes('boom')) throw new TypeError('it does not like that');
    return { ...query, limit: Math.min(query.limit, 5) };
  });
`);
const orders = connectorManifest('acme/orders', 'orders');
const manifest = {
  ...orders,
  contributes: { ...orders.contributes, hooks: [{ entry: 'index.ts', taps: ['beforeQuery'] }] },
  capabilities: {
    process: { host: true, why: 'It looks at queries.' },
    network: [{ host: 'api.example.com', why: 'It reads orders.' }],
  },
};

const install = async (client: HostClient, path: string) => {
  const body = { install: [{ source: { type: 'folder', path } }] };
  const { plan_id, plan_hash } = await client.ask('POST /api/admin/plugins/plan', { body });
  const approve = ['process:host', 'network:api.example.com'];
  const { job_id } = await client.ask('POST /api/admin/plugins/apply', {
    body: { plan_id, plan_hash, approve },
  });
  await client.untilEvent(String(job_id), 'end');
};

/** A host with the plugin, a table it brought, and three statements that it was asked about. */
const used = async (t: ExecutionContext) => {
  const files = { 'agnes.plugin.json': manifest, 'connector.ts': connector, 'index.ts': guard };
  const folder = await writePlugin(await tempFolder(t), 'orders', files);
  const host = await startHost(t);
  const client = await host.asAdmin();
  await install(client, folder);
  await client.ask('POST /api/admin/sources', { body: { slug: 'shop', type: 'orders', config: {} } });
  const table = { name: 'orders', connection: 'shop', source_table: 'orders' };
  await client.ask('POST /api/admin/register-table', { body: table });
  t.like(await client.sync(), { status: 'succeeded' });
  t.deepEqual(await client.rows('select id from orders'), [[1]]);
  await client.send('POST /api/query', { body: { sql: "select 'boom'" } });
  return { host, client };
};

const listOf = (value: unknown) => value as readonly Readonly<Record<string, unknown>>[];

const showsCalls = async (t: ExecutionContext, client: HostClient) => {
  const { calls } = await client.ask('GET /api/admin/hook-calls?plugin=acme/orders&hook=beforeQuery');
  const [boom, first] = listOf(calls);
  t.like(boom, { outcome: 'error', status_source: 'plugin', version: '1.2.3', replayable: true });
  t.regex(String(boom?.['message']), /it does not like that/);
  t.like(first, { outcome: 'ok', args: { sql: 'select id from orders' }, result: { limit: 5 } });

  const again = await client.ask(`POST /api/admin/hook-calls/${first?.['id']}/replay`);
  t.like(again, { same: true, now: { outcome: 'ok', result: { limit: 5 } } });
  const after = await client.ask('GET /api/admin/hook-calls?plugin=acme/orders&hook=beforeQuery');
  t.is(listOf(after['calls']).length, listOf(calls).length);
  likeWhole(t, await client.ask('GET /api/admin/audit?action=plugin.replay'), {
    entries: [{ resource: `hook_call:${first?.['id']}` }],
  });
  const { hooks } = await client.ask('GET /api/admin/hooks');
  const hook = listOf(hooks).find(({ name }) => name === 'beforeQuery');
  likeWhole(t, hook, {
    on_error: 'fail',
    stability: 'stable',
    taps: [{ mode: 'patch', failures: 1, breaker: 'closed' }],
  });
};

const showsPlugin = async (t: ExecutionContext, client: HostClient) => {
  const shown = await client.ask('GET /api/admin/plugins/acme/orders');
  const { tree_hash, capability_use, errors, tables, tables_produced } = shown;
  const uses = new Map(listOf(capability_use).map((use) => [use['capability'], use]));
  t.like(uses.get('network:api.example.com'), {
    declared: true,
    granted: true,
    used_count: 0,
    last_used_at: null,
  });
  t.like(uses.get('network:elsewhere.example.net'), { declared: false, granted: false, refused_count: 1 });
  t.like(uses.get('table:orders'), { used_count: 1 });
  t.true(Number(uses.get('hook:beforeQuery')?.['used_count']) >= 2);
  const [error] = listOf(errors);
  t.like(error, { class: 'PluginBug', status_source: 'plugin', during: 'hook:beforeQuery', count: 1 });
  t.regex(String(error?.['frames']), /index\.ts:\d+/);
  t.deepEqual(tables, ['orders']);
  likeWhole(t, tables_produced, [{ name: 'orders', version: '1.2.3', tree_hash, generation: 2 }]);
  t.regex((await client.send(`GET /admin/tables/${await tableId(client)}`)).text, /acme&#x2F;orders@1\.2\.3/);
};

const tableId = async (client: HostClient): Promise<unknown> => {
  const { tables } = await client.ask('GET /api/admin/registry');
  return listOf(tables)[0]?.['id'];
};

const showsLog = async (t: ExecutionContext, client: HostClient) => {
  const { lines } = await client.ask('GET /api/admin/plugins/acme/orders/logs');
  const told = listOf(lines).map(({ level, during, message }) => `${level} ${during} ${message}`);
  t.true(told.includes('info setup it is set up'));
  t.true(told.includes('info read:shop host_not_declared'));
  t.true(told.some((line) => /^error hook:beforeQuery .*it does not like that/.test(line)));
  t.like(await client.send('GET /api/admin/plugins/acme/none/logs'), { status: 404 });
};

test('what a plugin did is seen by its calls, uses, failures, tables, lines and numbers', async (t) => {
  const { host, client } = await used(t);

  await showsCalls(t, client);
  await showsPlugin(t, client);
  await showsLog(t, client);

  const numbers = await (await fetch(`${host.url}/metrics`)).text();
  t.regex(
    numbers,
    /^plugin_calls_total\{plugin="acme\/orders",version="1\.2\.3",op="read",status="ok",status_source=""\} 1$/m,
  );
  t.regex(numbers, /^plugin_rows_total\{plugin="acme\/orders",version="1\.2\.3"\} 1$/m);
  t.regex(numbers, /^plugin_rss_peak_bytes\{plugin="acme\/orders",version="1\.2\.3"\} [1-9]\d{6,}$/m);
  t.regex(numbers, /^agnes_queries_total\{surface="api",status="ok"\} [1-9]/m);
  t.regex(numbers, /^agnes_event_loop_delay_seconds\{quantile="0\.99"\} \d/m);
  const proxied = {
    headers: { 'x-forwarded-for': '203.0.113.9', accept: 'application/json' },
    redirect: 'manual',
  } as const;
  t.not((await fetch(`${host.url}/metrics`, proxied)).status, 200);
  t.is((await client.send('GET /metrics', { headers: { 'x-forwarded-for': '203.0.113.9' } })).status, 200);

  const workspace = await newWorkspace(t);
  const login = ['auth', 'login', '--email', admin.email, '--password-stdin', '--server', host.url];
  await runCli(t, login, { ...workspace, input: admin.password });
  const calls = await runCli(t, ['admin', 'plugin', 'calls', '--outcome', 'error'], workspace);
  t.regex(calls.stdout, /acme\/orders +beforeQuery +error +plugin/);
  const [, id = ''] = /^ *([0-9a-f-]{36})/m.exec(calls.stdout) ?? [];
  const replayed = await runCli(t, ['admin', 'plugin', 'replay', id], workspace);
  t.regex(replayed.stdout, /outcome +error +error[\s\S]*The same as then\./);
  const logs = await runCli(t, ['admin', 'plugin', 'logs', 'acme/orders', '--level', 'error'], workspace);
  t.regex(logs.stdout, /error +hook:beforeQuery/);
  const hooks = await runCli(t, ['admin', 'plugin', 'hooks'], workspace);
  t.regex(hooks.stdout, /beforeQuery +acme\/orders +1\.2\.3 +patch/);
  t.regex(
    await readFile(join(host.dataDir, 'plugins', 'logs', 'acme', 'orders', 'current.jsonl'), 'utf8'),
    /host_not_declared/,
  );
});
