import test from 'ava';
import { Conditions } from '../../host/store/conditions.ts';
import type { SystemStore } from '../../host/store/system-store.ts';
import { likeWhole } from '../support/like-whole.ts';
import { intent, now, openRegistry } from './open-registry.ts';

const files = { slug: 'main', type: 'files', config: { location: 'file:/data' } };
const at = new Date(now());
const dependents = [
  'sync_state',
  'sync_history',
  'table_parts',
  'table_singles',
  'table_profiles',
  'column_metadata',
  'schema_changes',
  'user_sync_settings',
  'view_ownership',
  'resource_grants',
  'source_state',
  'table_registry',
] as const;

/** One row in every table that hangs on a registered table. */
const hang = (store: SystemStore, table: { id: string; sourceId?: string }) =>
  store.keep(async (tx) => {
    const { id, sourceId = '' } = table;
    const content = { version: 'v', path: 'p', rows: 1, size_bytes: 1, hash: 'h', sha256: 's' };
    await tx.insertInto('sync_state').values({ table_id: id, status: 'error', error: 'It broke.' }).execute();
    await tx
      .insertInto('table_parts')
      .values({ table_id: id, part: '', ...content })
      .execute();
    await tx
      .insertInto('table_singles')
      .values({ table_id: id, ...content, built_at: at })
      .execute();
    await hangMeaning(tx, id);
    await tx
      .insertInto('sync_history')
      .values({ id: `h-${id}`, run_id: 'r', table_id: id, synced_at: at, status: 'failed', duration_ms: 1 })
      .execute();
    await tx
      .insertInto('resource_grants')
      .values({ id: `g-${id}`, group_id: 'g', resource_type: 'table', resource_id: id, assigned_at: at })
      .execute();
    await tx
      .insertInto('source_state')
      .values({
        source_id: sourceId,
        stream: id,
        state: '1',
        state_version: 1,
        run_id: 'r',
        committed_at: at,
      })
      .execute();
  });

const hangMeaning = async (tx: SystemStore['read'], table_id: string) => {
  await tx
    .insertInto('table_profiles')
    .values({ table_id, version: 'v', profile: '{}', summary: '{}', profiled_at: at })
    .execute();
  const described = { confidence: 'manual', source: 'manual', updated_at: at };
  await tx
    .insertInto('column_metadata')
    .values({ table_id, column_name: 'id', ...described })
    .execute();
  const change = { run_id: 'r', detected_at: at, policy: 'evolve', outcome: 'evolved', diff: '{}' };
  await tx
    .insertInto('schema_changes')
    .values({ id: `c-${table_id}`, table_id, ...change })
    .execute();
  await tx
    .insertInto('user_sync_settings')
    .values({ user_id: 'u', table_id, enabled: true, updated_at: at })
    .execute();
};

const rowsOf = async (store: SystemStore) =>
  Object.fromEntries(
    await Promise.all(
      dependents.map(async (name) => {
        const count = store.read.selectFrom(name).select((eb) => eb.fn.countAll<number>().as('n'));
        return [name, (await count.executeTakeFirst())?.n] as const;
      }),
    ),
  );

const each = (count: number) => Object.fromEntries(dependents.map((name) => [name, count]));

test('a table takes everything with it that hangs on it, and nothing else', async (t) => {
  const { registry, store, removed } = await openRegistry(t);
  await registry.createSource(files, intent);
  const one = await registry.register({ name: 'one', connection: 'main' }, intent);
  const two = await registry.register({ name: 'two', connection: 'main' }, intent);
  await hang(store, one);
  await hang(store, two);
  const before = await rowsOf(store);

  await registry.unregister('ONE', intent);

  t.deepEqual([before, await rowsOf(store)], [each(2), each(1)]);
  t.deepEqual(
    (await registry.tables()).map(({ id }) => id),
    ['two'],
  );
  t.deepEqual(removed, ['one']);
});

test('a name is free again when its table is gone', async (t) => {
  const { registry } = await openRegistry(t);
  await registry.createSource(files, intent);
  await registry.createSource({ ...files, slug: 'second' }, intent);
  await registry.register({ name: 'one', connection: 'main' }, intent);

  await registry.unregister('one', intent);
  const again = await registry.register({ name: 'one', connection: 'second' }, intent);

  t.is(again.sourceSlug, 'second');
  t.is((await registry.find('one'))?.sourceSlug, 'second');
});

test('what is open about a table or a source ends when it goes', async (t) => {
  const { registry, store } = await openRegistry(t);
  const conditions = new Conditions({ store, now });
  const source = await registry.createSource(files, intent);
  await registry.register({ name: 'one', connection: 'main' }, intent);
  const fault = { code: 'x', severity: 'error', why: 'w', remedy: 'r' } as const;
  await conditions.raise({ ...fault, subjectType: 'table', subjectId: 'one' });
  await conditions.raise({ ...fault, subjectType: 'source', subjectId: source.id });
  await conditions.raise({ ...fault, subjectType: 'source', subjectId: 'other' });

  await registry.removeSource('main', { force: true }, intent);

  t.deepEqual(
    (await conditions.open()).map(({ subjectId }) => subjectId),
    ['other'],
  );
});

test('a source in use stays unless it is forced to go with its tables', async (t) => {
  const { registry, store, removed } = await openRegistry(t);
  const source = await registry.createSource(files, intent);
  const one = await registry.register({ name: 'one', connection: 'main' }, intent);
  await hang(store, one);

  const error = await t.throwsAsync(registry.removeSource('main', { force: false }, intent));
  const kept = await registry.source('main');
  await registry.removeSource('main', { force: true }, intent);

  likeWhole(t, error, { code: 'source_in_use', kind: 'conflict', details: { tables: ['one'] } });
  t.is(kept, source);
  t.deepEqual(await rowsOf(store), each(0));
  t.deepEqual([await registry.sources(), await registry.tables(), removed], [[], [], ['one']]);
});
