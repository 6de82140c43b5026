import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { plainRows } from '../extract/support/plain-duckdb.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { extractedAt, makeChange } from './support/make-change.ts';
import { openLake, registerTables } from './support/open-lake.ts';

const twoOrders = 'SELECT * FROM range(2) t(id)';
const threeOrders = 'SELECT * FROM range(3) t(id)';
const onePerson = "SELECT 'ann' AS name";

test('a failure changes the status and nothing that is served, and is told when it begins', async (t) => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders']);
  const change = await makeChange(dataDir, source, { orders: twoOrders });
  await opened.lake.publish(change);
  const error = { code: 'upstream_error', message: 'It is away.', retryable: true };
  const otherError = { ...error, code: 'upstream_gone' };

  const failed = [{ id: 'orders', name: 'orders', status: 'stale', error }] as const;
  for (const _again of [1, 2]) await opened.lake.publish({ ...change, tables: [], failed });
  await opened.lake.publish({ ...change, tables: [], failed: [{ ...failed[0], error: otherError }] });

  likeWhole(t, opened.lake.published(), [
    { status: 'stale', error: 'It is away.', rows: 2, lastSync: new Date(extractedAt), generation: 1 },
  ]);
  const told = opened.told.map(({ generation, failed: names }) => [generation, ...names]);
  t.deepEqual(told, [[1], [1, 'orders'], [1, 'orders']]);
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
  likeWhole(t, refused, [{ id: 'orders', status: 'error', error: { code: 'table_unreadable' } }]);
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
