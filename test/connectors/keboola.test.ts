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
  return { t, stack, host, client: await host.asAdmin(), said: [] as unknown[] };
};

type Lab = Awaited<ReturnType<typeof startAll>>;

test('a table of a stack, from an empty data folder by the command line, its changes, a query over it, what is said of it, and a stack that goes away', async (t) => {
  const lab = await startAll(t);

  await registerAndRead(lab);
  await readChanges(lab);
  await runQuery(lab);
  await writeBack(lab);
  await loseStack(lab);
  await lookForToken(lab);
});

const registerAndRead = async ({ t, host, client, said }: Lab): Promise<void> => {
  const { env, cwd } = await newWorkspace(t);
  const here = { cwd, env: { ...env, AGNES_SERVER: host.url } };
  const login = ['auth', 'login', '--email', admin.email, '--password-stdin'];
  await runCli(t, login, { ...here, input: admin.password });
  const register = ['admin', 'register-table', 'orders', '--source-type', 'keboola', '--bucket', 'in.c-crm'];
  const keyed = ['--source-table', 'orders', '--strategy', 'incremental', '--primary-key', 'id'];

  const registered = await runCli(t, [...register, ...keyed], here);
  const job = await client.sync();

  said.push(registered, job);
  t.is(registered.code, 0, registered.stderr);
  t.like(job, { status: 'succeeded', result: { published: 1 } });
  t.deepEqual(await client.rows('SELECT id, total, note FROM orders ORDER BY id'), [
    [1, 10.5, 'say "hi",\r\nAnn'],
    [2, null, ''],
    [3, 30, 'ünïcode'],
  ]);
};

/** Nothing moved: nothing is exported. Then one row changes and one is new. */
const readChanges = async ({ t, stack, client, said }: Lab): Promise<void> => {
  const exportsBefore = exportsOf(stack);
  const same = await client.sync();
  const loadedAt = 4_102_444_800;
  const rows = [
    { values: ['3', '31', 'changed'], loadedAt },
    { values: ['4', '40', 'new'], loadedAt },
  ];
  t.is(exportsOf(stack), exportsBefore);
  stack.stack.tables = [{ ...orders, lastChangeDate: '2026-02-01T00:00:00+0100', rows }];
  said.push(same, await client.sync());

  t.deepEqual(await client.rows('SELECT id, total FROM orders ORDER BY id'), [
    [1, 10.5],
    [2, null],
    [3, 31],
    [4, 40],
  ]);
};

/** The answer of a query is a table like any other. The stack holds what was changed last. */
const runQuery = async ({ t, client, said }: Lab): Promise<void> => {
  const source_query = 'SELECT count(*) AS n, sum(total) AS total FROM kbc."in.c-crm"."orders"';
  const totals = { name: 'totals', source_type: 'keboola', query_mode: 'materialized', source_query };
  said.push(await client.ask('POST /api/admin/register-table', { body: totals }));

  const job = await client.sync({ tables: ['totals'] });

  said.push(job);
  t.like(job, { status: 'succeeded', result: { published: 1 } });
  t.deepEqual(await client.rows('SELECT n, total FROM totals'), [[2, 71]]);
};

const writeBack = async ({ t, stack, client, said }: Lab): Promise<void> => {
  const columns = [{ column_name: 'total', description: 'In euros', basetype: 'NUMERIC' }];
  await client.ask('POST /api/admin/metadata/orders', { body: { columns } });

  const pushed = await client.ask('POST /api/admin/metadata/orders/push');

  said.push(pushed);
  t.deepEqual(pushed, { status: 'ok', pushed: 1 });
  t.like(stack.stack.pushed.get('in.c-crm.orders/total'), { provider: 'ai-metadata-enrichment' });
};

/** In the middle of an export: readers keep what there was, and administrators are told. */
const loseStack = async ({ t, stack, host, client, said }: Lab): Promise<void> => {
  stack.stack.jobLooks = Number.POSITIVE_INFINITY;
  stack.stack.tables = stack.stack.tables.map((table) => ({ ...table, lastChangeDate: 'later' }));

  const job = await client.trigger({ tables: ['orders'] });
  await stack.until(/\/jobs\//);
  said.push(await shownOfChildren(host.pid));
  stack.stop();
  await client.untilEvent(job, 'log', 'source_ended');

  const { text: health } = await client.send('GET /api/health/detailed');
  const lists = ['jobs', 'admin/registry', 'admin/sources', 'admin/secrets', `jobs/${job}/events`];
  for (const list of lists) said.push((await client.send(`GET /api/${list}`, json)).text);
  t.deepEqual(await client.rows('SELECT count(*) AS n FROM orders'), [[4]]);
  t.regex(health, /ECONNREFUSED.*Check that the host is reachable/s);
};

/** What everybody on the machine sees of the processes that a host has started. */
const shownOfChildren = async (pid: number): Promise<readonly string[]> => {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ');
  const files = children.flatMap((child) => [`/proc/${child}/cmdline`, `/proc/${child}/environ`]);
  return await Promise.all(files.map((file) => readFile(file, 'utf8')));
};

const json = { headers: { accept: 'application/json' } };

/** In nothing that was said or stored. */
const lookForToken = async ({ t, host, said }: Lab): Promise<void> => {
  await host.stop();

  t.notRegex(JSON.stringify(said) + host.stdout() + host.stderr(), /canary/);
  for (const path of await filesBelow(host.dataDir)) t.false((await readFile(path)).includes('canary'), path);
};

const exportsOf = ({ arrived }: KeboolaServer): number =>
  arrived.filter(({ path }) => path.endsWith('/export-async')).length;

const filesBelow = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
