import test, { type ExecutionContext } from 'ava';
import { CatalogEntries } from '../../host/lake/enrichment/catalog-entries.ts';
import type { Table } from '../../host/registry/table.ts';
import type { SystemStore } from '../../host/store/system-store.ts';
import { openedStore } from '../store/support/opened-store.ts';

const table = (id: string, description?: string): Table => ({
  id,
  name: id,
  queryMode: 'local',
  syncStrategy: 'full_refresh',
  primaryKey: [],
  distribution: 'download',
  profileAfterSync: false,
  registeredAt: new Date(0),
  options: {},
  ...(description !== undefined && { description }),
});

const put = (store: SystemStore, tableId: string, description: string) =>
  store.keep(async (tx) => {
    await tx.deleteFrom('upstream_cache').where('key', '=', `catalog:${tableId}`).execute();
    const value = JSON.stringify({ description });
    const at = new Date('2027-01-01T00:00:00Z');
    const row = {
      source_id: 'acme/catalog',
      key: `catalog:${tableId}`,
      value,
      fetched_at: at,
      expires_at: at,
    };
    await tx.insertInto('upstream_cache').values(row).execute();
  });

const lab = async (t: ExecutionContext) => {
  const store = await openedStore(t);
  let calls = 0;
  const entries = new CatalogEntries({
    store,
    hooks: {
      catalogEnrich: async (entry) => {
        calls += 1;
        const [said] = entry.upstream;
        if (said?.value.description === 'bad') throw new RangeError('no');
        return { ...entry, tier: { value: String(said?.value.description), from: String(said?.plugin) } };
      },
    },
  });
  return { store, entries, calls: () => calls };
};

test('the taps are asked once for a table until something about it changes', async (t) => {
  const { store, entries, calls } = await lab(t);
  await put(store, 'orders', 'gold');

  const first = await entries.of([table('orders'), table('plain')]);
  await entries.of([table('orders')]);

  t.deepEqual([...first.keys()], ['orders']);
  t.deepEqual(first.get('orders')?.tier, { value: 'gold', from: 'acme/catalog' });
  t.is(calls(), 1);

  await put(store, 'orders', 'silver');
  entries.forget();
  t.is((await entries.of([table('orders')])).get('orders')?.tier?.value, 'silver');
  const described = await entries.of([table('orders', 'By hand')]);
  t.deepEqual(described.get('orders')?.description, { value: 'By hand', from: 'manual' });
});

test('a tap that fails leaves the table as the registry has it', async (t) => {
  const { store, entries } = await lab(t);
  await put(store, 'orders', 'bad');

  const found = await entries.of([table('orders', 'By hand')]);

  t.like(found.get('orders'), { description: { value: 'By hand', from: 'manual' }, tags: [] });
});

test('what could not be read once is read again when somebody asks', async (t) => {
  const [store, closed] = [await openedStore(t), await openedStore(t)];
  await put(store, 'orders', 'gold');
  await closed[Symbol.asyncDispose]();
  const now = { read: closed.read };
  const entries = new CatalogEntries({ store: now, hooks: { catalogEnrich: async (entry) => entry } });
  await t.throwsAsync(entries.of([table('orders')]));
  now.read = store.read;

  const found = await entries.of([table('orders')]);

  t.deepEqual([...found.keys()], ['orders']);
});
