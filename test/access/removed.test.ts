import test, { type ExecutionContext } from 'ava';
import { Access } from '../../host/access/access.ts';
import { Registry } from '../../host/registry/registry.ts';
import { connectors, intent } from '../registry/open-registry.ts';
import { reader, startedAccess } from './support/started-access.ts';

/** The tables `one` and `two` of one source; Ada was granted both. */
const withTables = async (t: ExecutionContext) => {
  const started = await startedAccess(t);
  const registry = new Registry({ ...started, connectors: () => connectors, onChanged: async () => {} });
  const source = { slug: 'main', type: 'files', config: { location: 'file:/data' } };
  const make = async () => {
    await registry.ensureSource(source, intent);
    await registry.ensureTable({ name: 'one', connection: 'main' }, intent);
    await registry.ensureTable({ name: 'two', connection: 'main' }, intent);
  };
  await make();
  const { principal } = await reader(started, 'ada@example.com', ['one', 'two']);
  const granted = async (access = started.access) =>
    (await access.filter(principal(), 'table', await registry.tables())).map(({ resource }) => resource.id);
  return { ...started, registry, make, principal, granted };
};

test('T72: a table that is removed and made anew is granted to nobody, now and after a restart', async (t) => {
  const { registry, make, granted, access, principal, store, now } = await withTables(t);
  const before = await granted();
  await registry.unregister('one', intent);

  await make();

  const fresh = new Access({ store, now });
  await fresh.refresh();
  t.deepEqual(before, ['one', 'two']);
  t.deepEqual([await granted(), await granted(fresh)], [['two'], ['two']]);
  const again = await registry.get('one');
  await t.throwsAsync(() => access.authorize(principal(), 'table', again), { code: 'table_not_available' });
});

test('T72: a source takes the grants of its tables with it', async (t) => {
  const { registry, make, granted, store } = await withTables(t);
  await registry.removeSource('main', { force: true }, intent);

  await make();

  t.deepEqual(await granted(), []);
  t.deepEqual(await store.read.selectFrom('resource_grants').select('id').execute(), []);
});

test('a removal that fails leaves the grants in force', async (t) => {
  const { registry, granted, store, access } = await withTables(t);
  const half = store.keep(async (tx) => {
    await access.deleteGrantsOf(tx, 'table', 'one');
    throw new Error('The disk is full.');
  });

  await t.throwsAsync(half, { message: 'The disk is full.' });
  await access.refresh();

  t.deepEqual(await granted(), ['one', 'two']);
  t.is((await registry.tables()).length, 2);
});

test('grants of another type under the same id stay', async (t) => {
  const { grants, access, registry, principal } = await withTables(t);
  const [group] = access.groupsOf(principal().userId);
  const key = { group_id: group?.id ?? '', resource_type: 'acme/things:thing', resource_id: 'one' };
  await grants.grant(key, intent);

  await registry.unregister('one', intent);

  t.true(access.rights.isGranted(principal().userId, 'acme/things:thing', 'one'));
});
