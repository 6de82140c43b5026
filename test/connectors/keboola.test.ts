import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import test from 'ava';
import { KeboolaServer, stackHost } from '../../plugins/connector-keboola/test/support/keboola-server.ts';
import { storeHosts } from '../../plugins/connector-keboola/test/support/object-store.ts';
import { type StackTable, typed } from '../../plugins/connector-keboola/test/support/stack-table.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { admin, startHost } from '../support/start-host.ts';

const token = 'canary-storage-token';
const tls = new URL('../../plugins/connector-keboola/test/support/tls/', import.meta.url);
const read = (name: string) => readFile(new URL(name, tls), 'utf8');

const orders: StackTable = {
  id: 'in.c-crm.orders',
  columns: ['id', 'total', 'note'],
  columnMetadata: { id: typed('INTEGER'), total: typed('NUMERIC') },
  primaryKey: ['id'],
  rows: [
    { values: ['1', '10.5', 'say "hi",\r\nAnn'] },
    { values: ['2', '', ''] },
    { values: ['3', '30', 'ünïcode'] },
  ],
};

/** A stack that speaks TLS under the names of a stack and its stores, and a host that knows where they are. */
const startAll = async (t: ExecutionContext) => {
  const stack = new KeboolaServer(token, { key: await read('stack.key'), cert: await read('stack.crt') });
  await stack.start();
  t.teardown(() => stack.stop());
  stack.stack.tables = [orders];
  stack.storeAs({ provider: 'aws', packing: 'named' });
  const at = `127.0.0.1:${stack.port}`;
  const host = await startHost(t, {
    env: { KBC_TOKEN: token },
    config: {
      data_source: { keboola: { stack_url: `https://${stackHost}`, job_poll_seconds: 0.01 } },
      egress: {
        private: ['127.0.0.1'],
        resolve: Object.fromEntries([stackHost, ...storeHosts].map((name) => [name, at])),
        ca_file: fileURLToPath(new URL('stack.crt', tls)),
      },
    },
  });
  return { stack, host, client: await host.asAdmin() };
};

test('a table of a stack, from an empty data folder by the command line to its changes, a stack that goes away, and a query', async (t) => {
  const { stack, host, client } = await startAll(t);
  const { env, cwd } = await newWorkspace(t);
  const here = { cwd, env: { ...env, AGNES_SERVER: host.url } };
  const login = ['auth', 'login', '--email', admin.email, '--password-stdin'];
  await runCli(t, login, { ...here, input: admin.password });
  const said: unknown[] = [];

  // From the command line to rows.
  const register = ['admin', 'register-table', 'orders', '--source-type', 'keboola', '--bucket', 'in.c-crm'];
  const keyed = ['--source-table', 'orders', '--strategy', 'incremental', '--primary-key', 'id'];
  t.like(await runCli(t, [...register, ...keyed], here), { code: 0 });
  const first = await client.sync();
  said.push(first);
  t.like(first, { status: 'succeeded', result: { published: 1 } });
  t.deepEqual(await client.rows('SELECT id, total, note FROM orders ORDER BY id'), [
    [1, 10.5, 'say "hi",\r\nAnn'],
    [2, null, ''],
    [3, 30, 'ünïcode'],
  ]);

  // Nothing moved: nothing is exported. Then one row changes and one is new.
  const exportsBefore = exportsOf(stack);
  said.push(await client.sync());
  t.is(exportsOf(stack), exportsBefore);
  const later = 4_102_444_800;
  stack.stack.tables = [
    {
      ...orders,
      lastChangeDate: '2026-02-01T00:00:00+0100',
      rows: [
        { values: ['3', '31', 'changed'], loadedAt: later },
        { values: ['4', '40', 'new'], loadedAt: later },
      ],
    },
  ];
  said.push(await client.sync());
  t.deepEqual(await client.rows('SELECT id, total FROM orders ORDER BY id'), [
    [1, 10.5],
    [2, null],
    [3, 31],
    [4, 40],
  ]);

  // A query, without the extension.
  const query = 'SELECT count(*) AS n, sum(total) AS total FROM kbc."in.c-crm"."orders"';
  const draft = { name: 'totals', source_type: 'keboola', query_mode: 'materialized', source_query: query };
  await client.ask('POST /api/admin/register-table', { body: draft });
  said.push(await client.sync({ tables: ['totals'] }));
  t.deepEqual(await client.rows('SELECT n, total FROM totals'), [[2, 71]]);

  // The stack goes away in the middle of an export: readers keep what there was, and are told.
  stack.stack.jobLooks = Number.POSITIVE_INFINITY;
  stack.stack.tables = stack.stack.tables.map((table) => ({ ...table, lastChangeDate: 'later' }));
  const job = await client.trigger({ tables: ['orders'] });
  const looked = stack.until(/\/jobs\//);
  await looked;
  stack.stop();
  await client.untilEvent(job, 'end');
  const failed = await client.ask(`GET /api/jobs/${job}`);
  said.push(failed, await client.ask('GET /api/admin/registry'), await client.ask('GET /api/admin/sources'));
  t.like(failed, { status: 'failed' });
  t.deepEqual(await client.rows('SELECT count(*) AS n FROM orders'), [[4]]);
  const { tables } = await client.ask('GET /api/admin/registry');
  const shown = (tables as readonly Record<string, unknown>[]).find(({ name }) => name === 'orders');
  t.regex(JSON.stringify(shown?.['last_sync_error']), /next run tries again|reachable/);

  // The token is in nothing that was said or stored.
  await host.stop();
  t.notRegex(JSON.stringify(said) + host.stdout() + host.stderr(), /canary/);
  for (const path of await filesBelow(host.dataDir)) t.false((await readFile(path)).includes('canary'), path);
});

const exportsOf = ({ arrived }: KeboolaServer): number =>
  arrived.filter(({ path }) => path.endsWith('/export-async')).length;

const filesBelow = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
