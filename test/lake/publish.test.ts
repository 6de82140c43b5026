import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import test from 'ava';
import { plainRows } from '../extract/support/plain-duckdb.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { extractedAt, makeChange } from './support/make-change.ts';
import { openLake, registerTables } from './support/open-lake.ts';

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
  t.like(opened.lake.published(), [
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
  });
});

test('a failure changes the status and nothing that is served', async (t) => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders']);
  const change = await makeChange(dataDir, source, { orders: twoOrders });
  await opened.lake.publish(change);
  const error = { code: 'upstream_error', message: 'It is away.', retryable: true };

  await opened.lake.publish({
    ...change,
    tables: [],
    failed: [{ id: 'orders', name: 'orders', status: 'stale', error }],
  });

  t.like(opened.lake.published(), [
    { status: 'stale', error: 'It is away.', rows: 2, lastSync: new Date(extractedAt), generation: 1 },
  ]);
  await opened.lake.publish(change);
  t.is(opened.lake.published()[0]?.error, undefined);
});

test('a table whose files are bad is refused with a reason; the others are published and its last good version stays', async (t) => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders', 'people']);
  await opened.lake.publish(await makeChange(dataDir, source, { orders: twoOrders }));
  const change = await makeChange(dataDir, source, { orders: threeOrders, people: onePerson });
  await writeFile(join(dataDir, 'extracts', 'shop', change.tables[0]?.files[0]?.path ?? ''), 'rotten');

  const { changed, refused } = await opened.lake.publish(change);

  t.deepEqual(changed, ['people']);
  t.like(refused, [{ id: 'orders', status: 'error', error: { code: 'table_unreadable' } }]);
  t.false(JSON.stringify(refused).includes(dataDir));
  const both = 'SELECT (SELECT count(*) FROM orders) AS orders, (SELECT name FROM people) AS person';
  t.deepEqual(await plainRows(t, both, opened.lake.current().path), [{ orders: '2', person: 'ann' }]);
  t.like(opened.lake.state('orders'), { status: 'error', data: { rows: 2, generation: 1 } });
});

test('files that hold other rows than they should are not published', async (t) => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders']);
  const change = await makeChange(dataDir, source, { orders: twoOrders });

  const { refused } = await opened.lake.publish({
    ...change,
    tables: change.tables.map((table) => ({ ...table, rows: 7 })),
  });

  t.regex(refused[0]?.error.message ?? '', /2 rows instead of 7/);
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

test('files nobody refers to go one generation later, and not while somebody reads them', async (t) => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders']);
  const data = join(dataDir, 'extracts', 'shop', 'data');
  const publish = async (count: number): Promise<string> => {
    const change = await makeChange(dataDir, source, { orders: `SELECT ${count} AS id` });
    await opened.lake.publish(change);
    return basename(change.tables[0]?.files[0]?.path ?? '');
  };
  await publish(1);
  await writeFile(join(data, 'somebody-elses.parquet'), 'x');
  const lease = opened.lake.lease();
  await publish(2);
  const third = await publish(3);

  t.deepEqual(await plainRows(t, 'FROM orders', lease.generation.path), [{ id: 1 }]);
  lease[Symbol.dispose]();
  const fourth = await publish(4);

  t.deepEqual((await readdir(data)).sort(), [third, fourth, 'somebody-elses.parquet'].sort());
  t.deepEqual((await readdir(join(dataDir, 'analytics'))).sort(), [
    'analytics.duckdb',
    'gen-3.duckdb',
    'gen-4.duckdb',
  ]);
});

test('a folder in the place of analytics.duckdb is a condition, and the publication counts all the same', async (t) => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders']);
  await opened.lake.publish(await makeChange(dataDir, source, { orders: twoOrders }));
  const copy = join(dataDir, 'analytics', 'analytics.duckdb');
  await rm(copy);
  await mkdir(join(copy, 'inside'), { recursive: true });

  const { generation } = await opened.lake.publish(
    await makeChange(dataDir, source, { orders: threeOrders }),
  );

  t.is(generation, 2);
  t.is(opened.lake.published()[0]?.rows, 3);
  t.like(await opened.conditions.open(), [{ code: 'not_tidied', subjectType: 'lake' }]);
});
