import { join } from 'node:path';
import test from 'ava';
import { systemIntent } from '../../host/http/intent.ts';
import { plainRows } from '../extract/support/plain-duckdb.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { extractedAt, makeChange } from './support/make-change.ts';
import { now, openLake, registerTables } from './support/open-lake.ts';

const twoOrders = 'SELECT * FROM range(2) t(id)';
const threeOrders = 'SELECT * FROM range(3) t(id)';
const onePerson = "SELECT 'ann' AS name";

test('a published table is a view in the generation and in analytics.duckdb, for any DuckDB', async (t) => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders']);

  const published = await opened.lake.publish(await makeChange(dataDir, source, { orders: twoOrders }));

  t.deepEqual(published, { generation: 1, changed: ['orders'], removed: [], refused: [] });
  t.deepEqual(await plainRows(t, 'SELECT count(*) AS n FROM orders', opened.lake.current().path), [
    { n: '2' },
  ]);
  t.deepEqual(await plainRows(t, 'FROM orders', join(dataDir, 'analytics', 'analytics.duckdb')), [
    { id: '0' },
    { id: '1' },
  ]);
  likeWhole(t, opened.lake.published(), [
    {
      id: 'orders',
      name: 'orders',
      sourceSlug: 'shop',
      rows: 2,
      status: 'ok',
      generation: 1,
      lastSync: new Date(extractedAt),
    },
  ]);
});

test('what one run brings leaves every other table as it is', async (t) => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders', 'people']);
  await opened.lake.publish(await makeChange(dataDir, source, { orders: twoOrders, people: onePerson }));

  await opened.lake.publish(await makeChange(dataDir, source, { orders: threeOrders }));

  const both = 'SELECT (SELECT count(*) FROM orders) AS orders, (SELECT name FROM people) AS person';
  t.deepEqual(await plainRows(t, both, opened.lake.current().path), [{ orders: '3', person: 'ann' }]);
  t.deepEqual(
    opened.lake.published().map(({ name, generation }) => [name, generation]),
    [
      ['orders', 2],
      ['people', 1],
    ],
  );
});

test('the same content again makes no generation, tells no hook, and is as fresh as the later reading', async (t) => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders']);
  const change = await makeChange(dataDir, source, { orders: twoOrders });
  await opened.lake.publish(change);
  const later = extractedAt + 1000;

  const again = await opened.lake.publish({
    ...change,
    tables: change.tables.map((table) => ({ ...table, extractedAt: later })),
  });
  const unchanged = await opened.lake.publish({
    ...change,
    tables: [],
    unchanged: [{ id: 'orders', extractedAt: later + 1 }],
  });

  t.deepEqual([again.generation, unchanged.generation], [1, 1]);
  t.is(opened.told.length, 1);
  t.deepEqual(opened.lake.published()[0]?.lastSync, new Date(later + 1));
});

test('an older copy of the same data does not make it older', async (t) => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders']);
  const change = await makeChange(dataDir, source, { orders: twoOrders });
  await opened.lake.publish(change);

  await opened.lake.publish({
    ...change,
    tables: change.tables.map((table) => ({ ...table, extractedAt: 1000 })),
  });

  t.deepEqual(opened.lake.published()[0]?.lastSync, new Date(extractedAt));
});

test('the hook is told once what changed, what left and what failed', async (t) => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders', 'people', 'stock']);
  await opened.lake.publish(await makeChange(dataDir, source, { people: onePerson }));
  const change = await makeChange(dataDir, source, { orders: twoOrders });
  const error = { code: 'upstream_error', message: 'It is away.', retryable: true };

  await opened.lake.publish({
    ...change,
    removed: ['people'],
    failed: [{ id: 'stock', name: 'stock', status: 'error', error }],
  });

  t.deepEqual(opened.told.at(-1), {
    generation: 2,
    changed: ['orders'],
    removed: ['people'],
    failed: ['stock'],
    tables: [{ id: 'orders', name: 'orders', rows: 2, version: change.tables[0]?.sha256 ?? '' }],
  });
});

test('a table in parts is one view over all of them', async (t) => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders']);
  const change = await makeChange(dataDir, source, { a: twoOrders, b: "SELECT 9 AS id, 'x' AS note" });
  const files = change.tables.flatMap((table) => table.files.map((file) => ({ ...file, part: table.name })));

  await opened.lake.publish({
    ...change,
    tables: [{ id: 'orders', name: 'orders', files, rows: 3, sizeBytes: 1, sha256: 'x', columns: 2 }],
  });

  t.deepEqual(await plainRows(t, 'SELECT id, note FROM orders ORDER BY id', opened.lake.current().path), [
    { id: '0', note: null },
    { id: '1', note: null },
    { id: '9', note: 'x' },
  ]);
});

test('an unregistered table is gone from readers at once', async (t) => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders', 'people']);
  await opened.lake.publish(await makeChange(dataDir, source, { orders: twoOrders, people: onePerson }));

  await opened.registry.unregister('orders', { action: 'unregister_table', actor: { kind: 'system' } });

  t.deepEqual(
    opened.lake.published().map(({ name }) => name),
    ['people'],
  );
  await t.throwsAsync(plainRows(t, 'FROM orders', opened.lake.current().path), { message: /orders/ });
});

test('a table that is moved to another source loses its data, and nobody who wanted it', async (t) => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const { store, registry, lake } = opened;
  const shop = await registerTables(opened, ['orders']);
  await lake.publish(await makeChange(dataDir, shop, { orders: 'SELECT 1 AS id' }));
  const draft = { slug: 'depot', type: 'files', config: { location: '/srv/depot' } };
  await registry.ensureSource(draft, systemIntent('source.create'));
  const wanted = { user_id: 'ann', table_id: 'orders', enabled: true, updated_at: new Date(now()) };
  await store.keep((tx) => tx.insertInto('user_sync_settings').values(wanted).execute());

  await registry.update('orders', { connection: 'depot' }, systemIntent('update_table'));

  t.is(lake.state('orders'), undefined);
  const left = await store.read.selectFrom('user_sync_settings').select('table_id').execute();
  t.deepEqual(left, [{ table_id: 'orders' }]);
});
