import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { intent } from './open-registry.ts';
import { startRegistry } from './start-registry.ts';

const files = { slug: 'main', type: 'files', config: { location: 'file:/data' } };

test('registering answers 201 with id and name; unknown keys and nulls are ignored', async (t) => {
  const { registry, send } = await startRegistry(t);
  await registry.createSource(files, intent);

  const response = await send('POST /register-table', {
    name: 'Orders',
    source_type: 'files',
    source_table: 'orders.csv',
    primary_key: 'id',
    sync_schedule: '',
    source_query: null,
    folder: null,
    lag: '15m',
    catalog_fqn: 'of an older client',
  });

  t.is(response.status, 201);
  t.deepEqual(await response.json(), { id: 'orders', name: 'Orders', status: 'registered' });
  likeWhole(t, await registry.get('orders'), {
    sourceTable: 'orders.csv',
    primaryKey: ['id'],
    options: { lag: '15m' },
    syncSchedule: undefined,
  });
});

test('what does not fit is 422 with every fault and a way out', async (t) => {
  const { send } = await startRegistry(t);

  const response = await send('POST /register-table', { name: 'My Orders', source_type: 'keboola' });

  t.is(response.status, 422);
  likeWhole(t, await response.json(), {
    code: 'invalid_table',
    hint: 'Call it "My_Orders".',
    errors: [{ loc: '/name' }, { loc: '/source_type' }],
  });
});

test('a word that is none of a choice is 422', async (t) => {
  const { send } = await startRegistry(t);

  const response = await send('POST /register-table', {
    name: 'a',
    query_mode: 'live',
    sync_strategy: 'some',
  });

  likeWhole(t, await response.json(), {
    status: 422,
    code: 'invalid_input',
    errors: [{ loc: '/query_mode' }, { loc: '/sync_strategy' }],
  });
});

test('a taken name is 409', async (t) => {
  const { send } = await startRegistry(t);
  await send('POST /register-table', { name: 'orders' });

  const response = await send('POST /register-table', { name: 'ORDERS' });

  t.like(await response.json(), { status: 409, code: 'table_exists', id: 'orders' });
});

const ordersRow = {
  id: 'orders',
  name: 'Orders',
  view_name: 'Orders',
  connection: 'main',
  source_type: 'files',
  bucket: null,
  source_table: null,
  source_query: null,
  sync_strategy: 'full_refresh',
  query_mode: 'local',
  sync_schedule: 'every 1h',
  profile_after_sync: true,
  primary_key: [],
  folder: null,
  description: null,
  distribution: 'download',
  registered_by: 'system:host',
  registered_at: '2027-01-01T00:00:00.000+00:00',
  cursor_column: null,
  lag: null,
  full_refresh_every: null,
  delete_detection: null,
  partition_by: null,
  partition_granularity: null,
  where_filters: null,
  catalog_fqn: null,
  columns: null,
  on_schema_change: null,
  on_type_error: null,
  allow_shrink: true,
  generation: 7,
  last_sync: '2026-12-31T23:30:00.000+00:00',
  last_sync_error: 'It broke.',
  next_run: '2027-01-01T00:30:00.000+00:00',
  rows: 5,
  size_bytes: 99,
  conflicts: [],
};

test('the registry lists every field of a table and of its last run', async (t) => {
  const { registry, store, send } = await startRegistry(t);
  await registry.createSource(files, intent);
  await registry.register(
    { name: 'Orders', sourceType: 'files', syncSchedule: 'every 1h', options: { allow_shrink: true } },
    intent,
  );
  const last_sync = new Date('2026-12-31T23:30:00Z');
  const run = { generation: 7, rows: 5, size_bytes: 99, error: 'It broke.' };
  await store.keep((tx) =>
    tx
      .insertInto('sync_state')
      .values({ table_id: 'orders', status: 'error', last_sync, ...run })
      .execute(),
  );

  const response = await send('GET /registry');

  t.deepEqual(await response.json(), {
    count: 1,
    tables: [ordersRow],
  });
});

test('a table that never ran has no facts; one without a source is promised nothing', async (t) => {
  const { send } = await startRegistry(t);
  await send('POST /register-table', { name: 'a' });
  const query = { query_mode: 'materialized', source_query: 'select 1', sync_schedule: 'every 1h' };
  const registered = await send('POST /register-table', { name: 'b', ...query });

  const response = await send('GET /registry');

  likeWhole(t, await response.json(), {
    tables: [
      { last_sync: null, last_sync_error: null, rows: null, next_run: null },
      { last_sync: null, next_run: null },
    ],
  });
  t.like(await registered.json(), {
    message: 'Its query runs with the next refresh; POST /api/sync/trigger runs it now.',
  });
});

test('unregistering answers 204, then 404, and is audited like the registration', async (t) => {
  const { store, send } = await startRegistry(t);
  await send('POST /register-table', { name: 'orders' });

  const first = await send('DELETE /registry/orders');
  const second = await send('DELETE /registry/orders');

  t.is(first.status, 204);
  t.like(await second.json(), { status: 404, code: 'table_not_found' });
  const rows = await store.read
    .selectFrom('audit_log')
    .select(['action', 'resource', 'user_id'])
    .orderBy('seq')
    .execute();
  t.deepEqual(rows, [
    { action: 'register_table', resource: 'table:orders', user_id: 'u0' },
    { action: 'unregister_table', resource: 'table:orders', user_id: 'u0' },
  ]);
});

test('only administrators see or change the registry', async (t) => {
  const { send } = await startRegistry(t);
  const lines = [
    'GET /registry',
    'POST /register-table',
    'POST /register-table/precheck',
    'GET /discover-tables',
    'POST /discover-and-register',
    'PUT /registry/a',
    'DELETE /registry/a',
    'GET /sources',
    'POST /sources',
    'PATCH /sources/a',
  ];

  const answers = await Promise.all(lines.map((line) => send(line, undefined, 'ann')));

  t.deepEqual(
    answers.map(({ status }) => status),
    lines.map(() => 403),
  );
});
