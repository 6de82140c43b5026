import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import test from 'ava';
import { plainRows } from '../extract/support/plain-duckdb.ts';
import { likeWhole } from '../support/like-whole.ts';
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
  likeWhole(t, await opened.conditions.open(), [{ code: 'not_tidied', subjectType: 'lake' }]);
});

test('parts go with their folder, removed tables with their files, and what crashes left goes at the next start', async (t) => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders', 'people']);
  const data = join(dataDir, 'extracts', 'shop', 'data');
  const change = await makeChange(dataDir, source, { orders: twoOrders, people: "SELECT 'ann' AS name" });
  const [orders, people] = change.tables.map((table) => ({ ...table, producedBy: 'agnes/test@1' }));
  if (!orders || !people) return t.fail();
  const part = join('data', 'orders', '2026-01.0123456789ab.parquet');
  await mkdir(join(data, 'orders'));
  await cp(join(data, basename(orders.files[0]?.path ?? '')), join(dataDir, 'extracts', 'shop', part));
  const files = orders.files.map((file) => ({ ...file, path: part, part: '2026-01' }));
  const tables = [{ ...orders, files }, people];

  await opened.lake.publish({ ...change, tables });
  const kept = (await readdir(data)).sort();
  await opened.lake.remove(['people']);
  const later = { ...orders, files, sha256: 'another version of the same files' };
  await opened.lake.publish({ ...change, tables: [later], collect: false });
  const after = await readdir(data);
  await writeFile(join(data, 'orders.ffffffffffff.parquet'), 'left by a crash');
  await writeFile(join(data, 'orders.parquet'), 'of somebody else');
  await opened.lake.sweep(source);

  t.deepEqual(kept, ['orders', basename(people.files[0]?.path ?? '')].sort());
  t.deepEqual(after, ['orders']);
  t.deepEqual((await readdir(data)).sort(), ['orders', 'orders.parquet']);
  t.deepEqual(await readdir(join(data, 'orders')), ['2026-01.0123456789ab.parquet']);
});

test('a generation that its last reader gives back is deleted without waiting for the next publication', async (t) => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders']);
  const publish = async (count: number) => {
    const change = await makeChange(dataDir, source, { orders: `SELECT ${count} AS id` });
    await opened.lake.publish(change);
  };
  await publish(1);
  const lease = opened.lake.lease();
  await publish(2);
  await publish(3);
  const held = await readdir(join(dataDir, 'analytics'));

  lease[Symbol.dispose]();
  await opened.lake.reconcile();

  t.true(held.includes('gen-1.duckdb'));
  t.false((await readdir(join(dataDir, 'analytics'))).includes('gen-1.duckdb'));
});

test('the good parts of a table that cannot be read any more outlive what its source brings next', async (t) => {
  const dataDir = await tempFolder(t);
  const [orders, people] = await (async () => {
    await using opened = await openLake(dataDir);
    const source = await registerTables(opened, ['orders', 'people']);
    const change = await makeChange(dataDir, source, { orders: twoOrders, people: "SELECT 'ann' AS name" });
    await opened.lake.publish(change);
    return change.tables.map(({ files }) => join(dataDir, 'extracts', 'shop', files[0]?.path ?? ''));
  })();
  if (!orders || !people) return t.fail();
  const bytes = await readFile(orders);
  await writeFile(orders, 'rotten');
  await rm(join(dataDir, 'analytics'), { recursive: true });
  await using opened = await openLake(dataDir);
  const shown = [...opened.lake.current().tables.keys()];

  const source = await registerTables(opened, []);
  await opened.lake.publish(await makeChange(dataDir, source, { people: "SELECT 'bob' AS name" }));
  await writeFile(orders, bytes);
  await opened.lake.reconcile({ all: true });

  t.deepEqual(shown, ['people']);
  t.is((await readdir(join(dataDir, 'extracts', 'shop', 'data'))).includes(basename(orders)), true);
});
