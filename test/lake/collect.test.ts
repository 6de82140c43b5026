import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import test from 'ava';
import { collectParquet } from '../../host/lake/lake-folder.ts';
import { plainRows } from '../extract/support/plain-duckdb.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { makeChange } from './support/make-change.ts';
import { openLake, registerTables } from './support/open-lake.ts';

const twoOrders = 'SELECT * FROM range(2) t(id)';
const threeOrders = 'SELECT * FROM range(3) t(id)';

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

test('parts that nobody refers to go, with their folder when it is empty then', async (t) => {
  const extractDir = await tempFolder(t);
  const data = join(extractDir, 'data');
  const [kept, old] = ['a'.repeat(12), 'b'.repeat(12)];
  for (const folder of ['orders', 'people', 'legacy']) await mkdir(join(data, folder), { recursive: true });
  const files = [
    `orders/2027-01.${kept}.parquet`,
    `orders/2027-01.${old}.parquet`,
    `people/x.${old}.parquet`,
  ];
  for (const file of [...files, 'legacy/2027-01.parquet']) await writeFile(join(data, file), 'x');

  await collectParquet(extractDir, [join(data, files[0] ?? '')]);

  t.deepEqual((await readdir(data, { recursive: true })).sort(), [
    'legacy',
    'legacy/2027-01.parquet',
    'orders',
    files[0],
  ]);
});
