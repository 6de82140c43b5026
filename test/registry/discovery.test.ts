import test from 'ava';
import { idOfUpstream } from '../../host/registry/identifier.ts';
import { treePage } from '../../host/registry/sources/discovery-tree.ts';
import { datasetsOnWire, foundOnWire } from '../../host/registry/tables/discover-tables.ts';
import { likeWhole } from '../support/like-whole.ts';
import { intent } from './open-registry.ts';
import { startRegistry } from './start-registry.ts';

const files = { slug: 'main', type: 'files', config: { location: 'file:/data' } };

test('the id of a found table is its upstream id in lower case, with _ for dots and blanks', (t) => {
  const ids = ['in.c-CRM.Orders', 'My Orders.csv', 'a/b (1).csv', '…'].map(idOfUpstream);

  t.deepEqual(ids, ['in_c-crm_orders', 'my_orders_csv', 'a_b__1__csv', '_']);
});

const found = [
  { name: 'a', sourceTable: 'a', bucket: 'x/y' },
  { name: 'b', sourceTable: 'b', bucket: 'x' },
  { name: 'c', sourceTable: 'c', bucket: 'xy' },
  { name: 'd', sourceTable: 'd' },
];

test('a tree shows one level at a time, and a bucket that only begins alike is another one', (t) => {
  const names = (path: string) => {
    const { folders, tables } = treePage(found, { path, from: 0 });
    return [folders.map((folder) => `${folder.path} ${folder.tables}`), tables.map(({ name }) => name)];
  };

  t.deepEqual(names(''), [['x 2', 'xy 1'], ['d']]);
  t.deepEqual(names('x'), [['x/y 1'], ['b']]);
  t.deepEqual(names('x/y'), [[], ['a']]);
  t.deepEqual(names('z'), [[], []]);
});

test('BigQuery is shown by datasets, then by the tables of one, with full ids', (t) => {
  const all = datasetsOnWire(found, { dataset: undefined, project: 'acme-data' });
  const one = datasetsOnWire(found, { dataset: 'x', project: 'acme-data' });

  const datasets = ['x', 'x/y', 'xy'].map((name) => ({ dataset_id: name, full_id: `acme-data.${name}` }));
  t.deepEqual(all, { count: 3, datasets });
  const tables = [{ table_id: 'b', table_type: 'TABLE', full_id: 'acme-data.x.b' }];
  t.deepEqual(one, { tables, count: 1, dataset: 'x' });
});

test('a precheck says what registering would, what the source knows, and writes nothing', async (t) => {
  const { registry, store, send } = await startRegistry(t);
  await registry.createSource(files, intent);
  await registry.createSource({ ...files, slug: 'down' }, intent);
  const draft = { name: 'orders', connection: 'main', source_table: 'a.csv' };

  const good = await send('POST /register-table/precheck', draft);
  const unknown = await send('POST /register-table/precheck', { ...draft, source_table: 'nope' });
  const down = await send('POST /register-table/precheck', { ...draft, connection: 'down' });
  const bad = await send('POST /register-table/precheck', { ...draft, name: 'My Orders' });
  const before = await store.read.selectFrom('table_registry').select('id').execute();
  await send('POST /register-table', draft);
  const taken = await send('POST /register-table/precheck', draft);

  t.like(await good.json(), {
    ok: true,
    table: { id: 'orders', rows: 3, size_bytes: null, note: '"main" has it.' },
  });
  t.like(await unknown.json(), { ok: true, table: { rows: null } });
  t.regex(
    ((await down.json()) as { table: { note: string } }).table.note,
    /could not be asked.*no longer valid/,
  );
  t.like(await bad.json(), { status: 422, hint: 'Call it "My_Orders".' });
  t.like(await taken.json(), { status: 409, code: 'table_exists' });
  t.deepEqual(before, []);
});

test('what a source offers is listed, of the one that is named where there are several', async (t) => {
  const { registry, send } = await startRegistry(t);
  const none = await send('GET /discover-tables');
  await registry.createSource(files, intent);

  const only = await send('GET /discover-tables');
  await registry.createSource({ ...files, slug: 'down' }, intent);
  const which = await send('GET /discover-tables');
  const bucket = await send('GET /discover-tables?connection=main&dataset=x');
  const down = await send('GET /discover-tables?connection=down');

  t.like(await none.json(), { tables: [], count: 0, source: 'local' });
  likeWhole(t, await only.json(), {
    count: 2,
    source: 'files',
    connection: 'main',
    tables: [
      { id: 'a.csv', name: 'a', bucket_id: null, row_count: 3 },
      { id: 'x.b.csv', name: 'b', bucket_id: 'x', size_bytes: 9 },
    ],
  });
  likeWhole(t, await which.json(), { status: 422, code: 'several_sources', connections: ['down', 'main'] });
  likeWhole(t, await bucket.json(), { count: 1, tables: [{ name: 'b' }] });
  t.like(await down.json(), { status: 502, code: 'source_failed', reason: 'auth_expired' });
});

test('everything a source offers is registered, once, and one table that cannot be stops nobody', async (t) => {
  const { registry, store, send } = await startRegistry(t);
  await registry.createSource(files, intent);
  await registry.createSource({ ...files, slug: 'other' }, intent);
  await registry.register({ name: 'b', connection: 'other' }, intent);

  const dry = await send('POST /discover-and-register', { connection: 'main', dry_run: true });
  const first = await send('POST /discover-and-register', { connection: 'main' });
  const second = await send('POST /discover-and-register', { connection: 'main' });

  likeWhole(t, await dry.json(), {
    registered: 0,
    tables: [{ status: 'would_register' }, { status: 'failed' }],
  });
  likeWhole(t, await first.json(), {
    registered: 1,
    skipped: 0,
    errors: [{ id: 'x_b_csv', name: 'b', code: 'table_exists' }],
    tables: [
      { id: 'a_csv', name: 'a', status: 'registered' },
      { id: 'x_b_csv', name: 'b', status: 'failed' },
    ],
    source: 'files',
  });
  t.like(await second.json(), { registered: 0, skipped: 1 });
  t.like(await registry.get('a_csv'), { name: 'a', sourceTable: 'a.csv', sourceSlug: 'main' });
  const audit = store.read.selectFrom('audit_log').select(['action', 'resource', 'user_id']).orderBy('seq');
  t.deepEqual(
    (await audit.where('user_id', '=', 'u0').execute()).map(({ action, resource }) => [action, resource]),
    [
      ['discover_and_register', null],
      ['discover_and_register', null],
      ['register_table', 'table:a_csv'],
      ['discover_and_register', null],
    ],
  );
});

test('a name that a second source publishes too is shown at the table and at that source', async (t) => {
  const { registry, conditions, send } = await startRegistry(t);
  await registry.createSource(files, intent);
  const { id } = await registry.createSource({ ...files, slug: 'second' }, intent);
  await registry.register({ name: 'orders', connection: 'main' }, intent);
  const refused = [
    { name: 'Orders', code: 'view_name_taken', why: 'a table of another source has this name' },
    { name: 'x y', code: 'bad_name', why: 'no name' },
  ];
  const subject = {
    subjectType: 'source',
    subjectId: id,
    code: 'rows_refused',
    severity: 'warning',
  } as const;
  await conditions.raise({ ...subject, why: 'w', remedy: 'r', data: { refused } });

  const tables = await send('GET /registry');
  const second = await send('GET /sources/second');
  const main = await send('GET /sources/main');

  likeWhole(t, await tables.json(), { tables: [{ conflicts: [{ name: 'Orders', connection: 'second' }] }] });
  likeWhole(t, await second.json(), { conflicts: [{ name: 'Orders', connection: 'main' }] });
  t.like(await main.json(), { conflicts: [] });
});

test('what a source could tell is listed and registered by hand, and what is missing is said', async (t) => {
  const { registry, send } = await startRegistry(t);
  await registry.createSource({ ...files, slug: 'partly' }, intent);

  const listed = (await (await send('GET /discover-tables')).json()) as { count: number; error: string };
  const registered = await send('POST /discover-and-register');

  t.is(listed.count, 2);
  t.regex(listed.error, /no longer valid/);
  likeWhole(t, await registered.json(), { registered: 2, errors: [{ id: '', code: 'source_failed' }] });
});

test('what the source says of a table is on the wire in its own words', (t) => {
  const table = {
    name: 'orders',
    bucket: 'in.c-crm',
    sourceTable: 'Orders',
    upstreamId: 'in.c-crm.Orders',
    bucketName: 'CRM',
    columns: [{ name: 'id', type: 'BIGINT' }],
    primaryKey: ['id'],
    lastChange: '2026-01-02T00:00:00+0100',
    lastImport: '2026-01-01T00:00:00+0100',
  };

  likeWhole(t, foundOnWire(table), {
    id: 'in.c-crm.Orders',
    bucket_id: 'in.c-crm',
    bucket_name: 'CRM',
    columns: ['id'],
    primary_key: ['id'],
    last_change: '2026-01-02T00:00:00+0100',
    last_import: '2026-01-01T00:00:00+0100',
  });
});
