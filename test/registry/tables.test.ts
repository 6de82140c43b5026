import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { intent, now, openRegistry, registryOn } from './open-registry.ts';

const files = { slug: 'main', type: 'files', config: { location: 'file:/data' } };
const orders = { name: 'Orders', sourceType: 'files', sourceTable: 'orders.csv' };

test('a table is registered at the default source of its type', async (t) => {
  const { registry } = await openRegistry(t);
  const source = await registry.createSource(files, intent);

  const table = await registry.register({ ...orders, primaryKey: ['id'] }, intent);

  t.deepEqual(table, {
    id: 'orders',
    name: 'Orders',
    sourceId: source.id,
    sourceSlug: 'main',
    sourceType: 'files',
    sourceTable: 'orders.csv',
    queryMode: 'local',
    syncStrategy: 'full_refresh',
    primaryKey: ['id'],
    distribution: 'download',
    profileAfterSync: true,
    registeredBy: 'system:host',
    registeredAt: new Date(now()),
    options: {},
  });
});

test('tables and sources are the same after a restart', async (t) => {
  const { registry, store } = await openRegistry(t);
  await registry.createSource(files, intent);
  await registry.register(
    {
      ...orders,
      description: 'd',
      folder: 'f',
      bucket: 'b',
      syncSchedule: 'every 1h',
      options: { lag: '15m' },
    },
    intent,
  );

  const restarted = registryOn(store);

  t.deepEqual(await restarted.tables(), await registry.tables());
  t.deepEqual(await restarted.sources(), await registry.sources());
});

test('a table is found by its id first, then by its name in any case', async (t) => {
  const { registry } = await openRegistry(t);
  await registry.register({ name: 'Orders' }, intent);

  t.is((await registry.find('orders'))?.name, 'Orders');
  t.is((await registry.find('Orders'))?.name, 'Orders');
  t.is((await registry.find('ORDERS'))?.name, 'Orders');
  t.is(await registry.find('order'), undefined);
});

test('getting a table that is not there says so', async (t) => {
  const { registry } = await openRegistry(t);

  const error = await t.throwsAsync(registry.get('nope'));

  t.like(error, { code: 'table_not_found', kind: 'not_found', message: 'No table is registered as "nope".' });
});

test('a name is taken in whatever case', async (t) => {
  const { registry } = await openRegistry(t);
  await registry.register({ name: 'Orders' }, intent);

  const error = await t.throwsAsync(registry.register({ name: 'oRDERS' }, intent));

  t.like(error, { code: 'table_exists', kind: 'conflict' });
});

test("a name is taken when it is another table's id", async (t) => {
  const { registry, store } = await openRegistry(t);
  await registry.register({ name: 'orders' }, intent);
  await store.keep((tx) =>
    tx.updateTable('table_registry').set({ name: 'sales', name_key: 'sales' }).execute(),
  );

  const error = await t.throwsAsync(registry.register({ name: 'Orders' }, intent));

  t.like(error, { code: 'table_exists' });
});

test('a view name that another source owns is taken', async (t) => {
  const { registry, store } = await openRegistry(t);
  await registry.createSource(files, intent);
  await registry.createSource({ ...files, slug: 'second' }, intent);
  await registry.register(orders, intent);
  await store.keep((tx) => tx.deleteFrom('table_registry').execute());

  const taken = await t.throwsAsync(registry.register({ name: 'orders', connection: 'second' }, intent));
  const own = await registry.register({ name: 'Orders', connection: 'main' }, intent);

  t.like(taken, { code: 'view_name_taken', kind: 'conflict', details: { owner: 'main' } });
  t.is(own.id, 'orders');
});

test('two registrations of one name at the same time leave one table', async (t) => {
  const { registry } = await openRegistry(t);

  const outcomes = await Promise.allSettled([
    registry.register({ name: 'a' }, intent),
    registry.register({ name: 'A' }, intent),
  ]);

  t.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  );
  t.is((await registry.tables()).length, 1);
});

test('a source that went away meanwhile cannot get tables', async (t) => {
  const { registry, store } = await openRegistry(t);
  await registry.createSource(files, intent);
  await store.keep((tx) => tx.deleteFrom('sources').execute());

  const error = await t.throwsAsync(registry.register(orders, intent));

  t.like(error, { code: 'source_not_found' });
});

test('a draft with faults is refused with all of them and stores nothing', async (t) => {
  const { registry } = await openRegistry(t);

  const error = await t.throwsAsync(registry.register({ name: 'My Orders', sourceType: 'nope' }, intent));

  t.like(error, { code: 'invalid_table', kind: 'invalid', hint: 'Call it "My_Orders".' });
  likeWhole(t, error, { details: { errors: [{ loc: '/name' }, { loc: '/source_type' }] } });
  t.deepEqual(await registry.tables(), []);
});

test('ensuring a table registers it once and leaves it alone afterwards', async (t) => {
  const { registry } = await openRegistry(t);
  await registry.createSource(files, intent);
  const draft = { name: 'orders', connection: 'main', sourceTable: 'orders.csv' };
  const first = await registry.ensureTable(draft, intent);

  const second = await registry.ensureTable({ ...draft, sourceTable: 'other.csv' }, intent);

  t.is(second, first);
});

test('ensuring a table that another source has is a conflict', async (t) => {
  const { registry } = await openRegistry(t);
  await registry.createSource(files, intent);
  await registry.createSource({ ...files, slug: 'second' }, intent);
  await registry.ensureTable({ name: 'orders', connection: 'main' }, intent);

  const error = await t.throwsAsync(registry.ensureTable({ name: 'orders', connection: 'second' }, intent));

  t.like(error, { code: 'table_exists' });
});

test('a BigQuery table is asked where it is, and is one table of a project that can be', async (t) => {
  const { registry } = await openRegistry(t);
  const source = { slug: 'bq', type: 'bigquery', config: { project: 'acme-data' } };
  const { id } = await registry.createSource(source, intent);
  const draft = { name: 'events', sourceType: 'bigquery', bucket: 'web', sourceTable: 'events' };

  const table = await registry.register(draft, intent);
  const many = await t.throwsAsync(
    registry.register({ ...draft, name: 'many', sourceTable: 'events_*' }, intent),
  );
  await registry.changeSource('bq', { config: { project: 'Acme' } }, intent);
  const project = await t.throwsAsync(registry.register({ ...draft, name: 'more' }, intent));

  t.like(table, { queryMode: 'remote', sourceType: 'bigquery', sourceId: id });
  t.like(many, { code: 'wildcard_table', kind: 'bad_request' });
  t.like(project, { code: 'bigquery_project', kind: 'bad_request' });
});

test('another type leaves the source for the default one of that type', async (t) => {
  const { registry } = await openRegistry(t);
  await registry.createSource(files, intent);
  await registry.register(orders, intent);
  await registry.createSource({ slug: 'dwh', type: 'warehouse' }, intent);

  const { table } = await registry.update('orders', { sourceType: 'warehouse' }, intent);
  const back = await registry.update('orders', { connection: 'main' }, intent);

  t.like(table, { sourceSlug: 'dwh', sourceType: 'warehouse' });
  t.like(back.table, { sourceSlug: 'main', sourceType: 'files' });
});
