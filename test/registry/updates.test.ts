import test, { type ExecutionContext } from 'ava';
import { rebuildJob } from '../../host/registry/rebuild-job.ts';
import type { TableChange, TableDraft } from '../../host/registry/table.ts';
import { likeWhole } from '../support/like-whole.ts';
import { intent, openRegistry, registryOn } from './open-registry.ts';

const files = { slug: 'main', type: 'files', config: { location: 'file:/data' } };
const orders: TableDraft = {
  name: 'orders',
  connection: 'main',
  sourceTable: 'orders.csv',
  primaryKey: ['id'],
  options: { lag: '15m' },
};

const withOrders = async (t: ExecutionContext) => {
  const opened = await openRegistry(t);
  await opened.registry.createSource(files, intent);
  await opened.registry.createSource({ ...files, slug: 'second' }, intent);
  const table = await opened.registry.register(orders, intent);
  await opened.store.keep(async (tx) => {
    const sourceId = table.sourceId ?? '';
    const state = { state: '1', state_version: 1, run_id: 'r', committed_at: new Date(0) };
    await tx
      .insertInto('source_state')
      .values({ source_id: sourceId, stream: 'orders', ...state })
      .execute();
    await tx.insertInto('sync_state').values({ table_id: 'orders', status: 'ok' }).execute();
  });
  const count = async (name: 'source_state' | 'sync_state') =>
    (await opened.store.read.selectFrom(name).selectAll().execute()).length;
  return { ...opened, table, count };
};

test('an update applies what it names; what it does not name, and who registered when, stays', async (t) => {
  const { registry, store, table, count } = await withOrders(t);

  const { table: after, jobId } = await registry.update(
    'ORDERS',
    { description: 'All of them', syncSchedule: 'every 1h', options: { allow_shrink: true } },
    intent,
  );

  t.deepEqual(after, {
    ...table,
    description: 'All of them',
    syncSchedule: 'every 1h',
    options: { lag: '15m', allow_shrink: true },
  });
  t.is(jobId, undefined);
  t.is(await registry.get('orders'), after);
  t.deepEqual(await registryOn(store).get('orders'), after);
  t.is(await count('source_state'), 1);
});

test('fields are emptied by name, and only those that can be', async (t) => {
  const { registry } = await withOrders(t);
  await registry.update('orders', { description: 'd', folder: 'f' }, intent);

  const { table } = await registry.update('orders', { clear: ['description', 'lag', 'primary_key'] }, intent);
  const refused = await t.throwsAsync(
    registry.update('orders', { clear: ['name', 'nope', 'folder'], folder: 'x' }, intent),
  );

  t.like(table, { description: undefined, folder: 'f', primaryKey: [], options: {} });
  likeWhole(t, refused, {
    code: 'invalid_table',
    details: { errors: [{ loc: '/clear/0' }, { loc: '/clear/1' }, { loc: '/clear/2' }] },
  });
});

test('what results is held to the rules of a registration', async (t) => {
  const { registry } = await withOrders(t);

  const incremental = await registry.update('orders', { syncStrategy: 'incremental' }, intent);
  const keyless = await t.throwsAsync(registry.update('orders', { clear: ['primary_key'] }, intent));
  const queryless = await t.throwsAsync(registry.update('orders', { queryMode: 'materialized' }, intent));
  const bad = await t.throwsAsync(registry.update('orders', { name: 'My Orders' }, intent));
  const none = await t.throwsAsync(registry.update('nope', { folder: 'x' }, intent));

  t.is(incremental.table.syncStrategy, 'incremental');
  likeWhole(t, keyless, { code: 'invalid_table', details: { errors: [{ loc: '/primary_key' }] } });
  likeWhole(t, queryless, { code: 'invalid_table', details: { errors: [{ loc: '/source_query' }] } });
  t.like(bad, { code: 'invalid_table', hint: 'Call it "My_Orders".' });
  t.like(none, { code: 'table_not_found' });
});

test('leaving materialized drops the query', async (t) => {
  const { registry } = await withOrders(t);
  await registry.update('orders', { queryMode: 'materialized', sourceQuery: 'select 1' }, intent);

  const { table } = await registry.update('orders', { queryMode: 'local' }, intent);
  const quoted = { queryMode: 'materialized', sourceQuery: 'select `a`' } as const;
  const backtick = await t.throwsAsync(registry.update('orders', quoted, intent));

  t.like(table, { queryMode: 'local', sourceQuery: undefined });
  likeWhole(t, backtick, { details: { errors: [{ type: 'backtick' }] } });
});

test('a rename keeps the id and what hangs on it, takes the name, and has the views made anew', async (t) => {
  const { registry, store, count } = await withOrders(t);

  const { table, jobId } = await registry.update('orders', { name: 'Sales' }, intent);

  t.like(table, { id: 'orders', name: 'Sales' });
  t.deepEqual([await registry.find('sales'), await registry.find('orders')], [table, table]);
  t.deepEqual([await count('source_state'), await count('sync_state')], [1, 1]);
  const owners = await store.read.selectFrom('view_ownership').select(['view_name', 'table_id']).execute();
  t.deepEqual(owners, [{ view_name: 'Sales', table_id: 'orders' }]);
  const job = await store.read.selectFrom('jobs').selectAll().executeTakeFirst();
  const { params, lane, ...draft } = rebuildJob({ reason: 'The table orders is called Sales now.' });
  const keys = { coalesce_key: draft.coalesceKey, concurrency_key: draft.concurrencyKey };
  t.like(job, { id: jobId ?? '', kind: 'analytics.rebuild', lane, ...keys });
  t.deepEqual(JSON.parse(job?.params ?? ''), params);
});

test('a new name is refused where it is a name or an id of another table, in whatever case', async (t) => {
  const { registry } = await withOrders(t);
  await registry.register({ name: 'customers', connection: 'main' }, intent);
  await registry.update('customers', { name: 'clients' }, intent);

  const name = await t.throwsAsync(registry.update('orders', { name: 'Clients' }, intent));
  const id = await t.throwsAsync(registry.update('orders', { name: 'CUSTOMERS' }, intent));
  const own = await registry.update('orders', { name: 'ORDERS' }, intent);

  t.like(name, { code: 'table_exists', details: { id: 'customers' } });
  t.like(id, { code: 'table_exists', details: { id: 'customers' } });
  t.is(own.table.name, 'ORDERS');
});

test('a new name is refused where another source owns the view, and a name given up is free', async (t) => {
  const { registry, store } = await withOrders(t);
  await registry.register({ name: 'customers', connection: 'second' }, intent);
  await store.keep((tx) => tx.deleteFrom('table_registry').where('id', '=', 'customers').execute());

  const taken = await t.throwsAsync(registry.update('orders', { name: 'customers' }, intent));
  await registry.update('orders', { name: 'sales' }, intent);
  const other = await t.throwsAsync(registry.register({ name: 'orders', connection: 'second' }, intent));
  await registry.update('orders', { name: 'turnover' }, intent);
  const free = await registry.register({ name: 'sales', connection: 'second' }, intent);

  t.like(taken, { code: 'view_name_taken', details: { owner: 'second' } });
  t.like(other, { code: 'table_exists' }, 'it is the id of another table');
  t.is(free.sourceSlug, 'second');
});

test('another source means another read: cursor and data of the old one go at once', async (t) => {
  const { registry, store, removed, count } = await withOrders(t);

  const { table } = await registry.update('orders', { connection: 'second' }, intent);

  t.like(table, { id: 'orders', sourceSlug: 'second' });
  t.deepEqual([await count('source_state'), await count('sync_state'), removed], [0, 0, ['orders']]);
  const [owner] = await store.read.selectFrom('view_ownership').select('source_id').execute();
  t.is(owner?.source_id, table.sourceId);
});

test('another key, column set, filter or upstream table leaves what is remembered: the next read compares', async (t) => {
  const { registry, count } = await withOrders(t);
  const changes: readonly TableChange[] = [
    { primaryKey: ['a'] },
    { options: { columns: ['a', 'b'] } },
    { options: { where_filters: [{ column: 'a', operator: 'eq', values: [1] }] } },
    { sourceTable: 'other.csv' },
  ];

  for (const change of changes) await registry.update('orders', change, intent);

  t.deepEqual([await count('source_state'), await count('sync_state')], [1, 1]);
});

test('two changes at the same time are both kept', async (t) => {
  const { registry, store } = await withOrders(t);

  await Promise.all([
    registry.update('orders', { folder: 'f' }, intent),
    registry.update('orders', { description: 'd' }, intent),
  ]);

  t.like(await registry.get('orders'), { folder: 'f', description: 'd' });
  t.deepEqual(await registryOn(store).get('orders'), await registry.get('orders'));
});
