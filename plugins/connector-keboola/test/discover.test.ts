import { readFile } from 'node:fs/promises';
import { checkerFor } from '@agnes/sdk';
import type { DiscoveredTable } from '@agnes/sdk/connector';
import type { ExecutionContext } from 'ava';
import test from 'ava';
import connector from '../connector.ts';
import { proposedNames } from '../proposed-names.ts';
import pushMetadata from '../push-metadata.ts';
import { settings, stagingFor, startStack, token } from './lab.ts';
import type { KeboolaServer } from './support/keboola-server.ts';
import { routedHttp } from './support/routed-http.ts';
import { typed } from './support/stack-table.ts';

let server: KeboolaServer;
test.before(async () => {
  server = await startStack();
  server.stack.tables = [
    {
      id: 'in.c-crm.Orders',
      columns: ['id', 'day'],
      columnMetadata: { id: typed('INTEGER') },
      primaryKey: ['id'],
      rows: [{ values: ['1', 'x'] }],
      dataSizeBytes: 512,
    },
    { id: 'out.c-main.people', columns: ['name'], rows: [], lastImportDate: null, lastChangeDate: null },
    { id: 'out.c-main.orders', columns: ['id'], rows: [], isAlias: true, dataSizeBytes: null },
  ];
});
test.beforeEach(() => server.calm());
test.after.always(() => server.stop());

const contextOf = async (
  t: ExecutionContext,
  how: { readonly token?: string; readonly config?: object } = {},
) => ({
  config: await settings(how.config),
  http: routedHttp({ port: server.port, token: how.token ?? token, staging: await stagingFor(t) }),
  log: () => {},
  signal: new AbortController().signal,
  now: () => 0,
});

const found = async (t: ExecutionContext): Promise<readonly DiscoveredTable[]> =>
  Array.fromAsync(connector.discover(await contextOf(t)));

test.serial('every table is offered with what the stack knows of it, twice the same', async (t) => {
  const [orders, ...others] = await found(t);

  t.deepEqual(orders, {
    name: 'in_c_crm_orders',
    bucket: 'in.c-crm',
    sourceTable: 'Orders',
    upstreamId: 'in.c-crm.Orders',
    bucketName: 'crm',
    kind: 'table',
    rows: 1,
    sizeBytes: 512,
    primaryKey: ['id'],
    columns: [
      { name: 'id', type: 'BIGINT' },
      { name: 'day', type: 'VARCHAR' },
    ],
    lastImport: '2026-01-01T10:00:00+0100',
    lastChange: '2026-01-01T10:00:00+0100',
  });
  t.deepEqual(
    others.map(({ name, kind }) => [name, kind]),
    [
      ['people', 'table'],
      ['out_c_main_orders', 'view'],
    ],
  );
  t.deepEqual(await found(t), [orders, ...others]);
});

test.serial('where the list of the project fails, the buckets are asked one by one', async (t) => {
  const whole = await found(t);
  server.goWrong({ path: /storage\/tables\?/, times: 9, status: 504 });

  t.deepEqual(
    (await found(t)).map(({ upstreamId }) => upstreamId).sort(),
    whole.map(({ upstreamId }) => upstreamId).sort(),
  );
});

test.serial('what of a project could be listed is told, and that it is not all of it', async (t) => {
  server.goWrong(
    { path: /storage\/tables\?/, times: 9, status: 504 },
    { path: /buckets\/in\.c-crm\//, times: 9, status: 500 },
  );
  const tables: string[] = [];

  await t.throwsAsync(
    async () => {
      for await (const { name } of connector.discover(await contextOf(t))) tables.push(name);
    },
    { code: 'upstream_error' },
  );

  t.deepEqual(tables, ['people', 'orders']);
});

test.serial('a token that is refused is told at once, by a test as by a list', async (t) => {
  await t.throwsAsync(connector.check(await contextOf(t, { token: 'x' })), { code: 'auth_expired' });
  await t.throwsAsync(Array.fromAsync(connector.discover(await contextOf(t, { token: 'x' }))), {
    code: 'auth_expired',
  });
  await t.throwsAsync(connector.check(await contextOf(t, { config: { project_id: '7' } })), {
    code: 'config_error',
  });
  await t.notThrowsAsync(connector.check(await contextOf(t)));
  t.is(
    server.arrived.filter(({ path }) => path.includes('buckets')).length,
    1,
    'only the list that was let in',
  );
});

test('names are what SQL takes, with the bucket where two tables are called the same', (t) => {
  const ids = [
    'in.c-a.Straße',
    'in.c-b.straße',
    'in.c-a.2024 sales',
    'in.c-a.a-b',
    'in.c-a.a_b',
    `in.c-a.${'x'.repeat(80)}`,
  ];

  t.deepEqual(Object.fromEntries(proposedNames(ids)), {
    'in.c-a.Straße': 'in_c_a_stra_e',
    'in.c-b.straße': 'in_c_b_stra_e',
    'in.c-a.2024 sales': 't_2024_sales',
    'in.c-a.a-b': 'in_c_a_a_b',
    'in.c-a.a_b': 'in_c_a_a_b_2',
    [`in.c-a.${'x'.repeat(80)}`]: 'x'.repeat(64),
  });
});

test.serial(
  'descriptions and types go to the table they are of, and a column that is not there holds up no other',
  async (t) => {
    const columns = [
      { column_name: 'id', basetype: 'INTEGER', description: 'Number & more' },
      { column_name: 'gone', description: 'x' },
      { column_name: 'day', description: 'Day' },
      { column_name: 'silent' },
    ];
    const job = { ...(await contextOf(t)), progress: () => {}, catalog: [], folders: {} };

    const done = await pushMetadata.run({
      ...job,
      params: { bucket: 'in.c-crm', source_table: 'Orders', columns },
    });

    t.like(done, { result: { pushed: 2 }, partial: '1 columns were not written.' });
    t.deepEqual(server.stack.pushed.get('in.c-crm.Orders/id'), {
      provider: 'ai-metadata-enrichment',
      'metadata[0][key]': 'KBC.datatype.basetype',
      'metadata[0][value]': 'INTEGER',
      'metadata[1][key]': 'KBC.description',
      'metadata[1][value]': 'Number & more',
    });
    const refused = {
      ...job,
      ...(await contextOf(t, { token: 'x' })),
      params: { bucket: 'in.c-crm', source_table: 'Orders', columns },
    };
    await t.throwsAsync(pushMetadata.run(refused), { code: 'auth_expired' });
  },
);

test('the schema takes addresses of stacks and refuses others', async (t) => {
  const manifest = JSON.parse(await readFile(new URL('../agnes.plugin.json', import.meta.url), 'utf8'));
  const check = checkerFor(manifest.contributes.connectors[0].config.schema);

  t.like(check({ stack_url: 'https://connection.keboola.com' }), {
    ok: true,
    value: { token_env: 'KEBOOLA_STORAGE_TOKEN', driver: 'auto' },
  });
  for (const stack_url of ['http://127.0.0.1:8080', 'http://localhost/', 'http://[::1]:80'])
    t.like(check({ stack_url }), { ok: true }, stack_url);
  for (const stack_url of [
    'https://a.test/path',
    'https://me:x@a.test',
    'https://a.test?x',
    'ftp://a.test',
    'a.test',
    'http://a.test',
    'http://127.0.0.1.a.test',
  ])
    t.like(check({ stack_url }), { ok: false }, stack_url);
  t.like(check({}), { ok: false });
  t.like(check({ stack_url: 'https://a.test', token: 'x' }), { ok: false });
});
