import { cp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { plainRows } from '../extract/support/plain-duckdb.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { makeChange } from './support/make-change.ts';
import { openLake, registerTables } from './support/open-lake.ts';

const twoOrders = 'SELECT * FROM range(2) t(id)';
const onePerson = "SELECT 'ann' AS name";

/** A data folder in which a host has published `orders` and `people`. */
const usedFolder = async (t: Parameters<typeof tempFolder>[0]): Promise<string> => {
  const dataDir = await tempFolder(t);
  await using opened = await openLake(dataDir);
  const source = await registerTables(opened, ['orders', 'people']);
  await opened.lake.publish(await makeChange(dataDir, source, { orders: twoOrders, people: onePerson }));
  return dataDir;
};

test('a new data folder has an empty lake without a file', async (t) => {
  await using opened = await openLake(await tempFolder(t));

  t.like(opened.lake.current(), { number: 0, path: undefined });
  t.deepEqual(opened.lake.published(), []);
});

test('after a restart everything is as it was, and nothing is built', async (t) => {
  const dataDir = await usedFolder(t);

  await using opened = await openLake(dataDir);

  t.is(opened.lake.current().number, 1);
  likeWhole(t, opened.lake.published(), [
    { name: 'orders', rows: 2, status: 'ok', files: [opened.lake.published()[0]?.parts[0]?.path] },
    { name: 'people', rows: 1 },
  ]);
  t.deepEqual(await plainRows(t, 'SELECT name FROM people', opened.lake.current().path), [{ name: 'ann' }]);
});

test('a generation file that is gone is built anew', async (t) => {
  const dataDir = await usedFolder(t);
  await rm(join(dataDir, 'analytics'), { recursive: true });

  await using opened = await openLake(dataDir);

  t.is(opened.lake.current().number, 2);
  t.deepEqual(await plainRows(t, 'SELECT count(*) AS n FROM orders', opened.lake.current().path), [
    { n: '2' },
  ]);
  t.deepEqual((await readdir(join(dataDir, 'analytics'))).sort(), ['analytics.duckdb', 'gen-2.duckdb']);
});

test('a data folder that moved is read where it is now', async (t) => {
  const before = await usedFolder(t);
  const after = join(await tempFolder(t), 'elsewhere');
  await cp(before, after, { recursive: true });
  await rename(before, `${before}-gone`);
  t.teardown(() => rm(`${before}-gone`, { recursive: true }));

  await using opened = await openLake(after);

  t.deepEqual(await plainRows(t, 'SELECT count(*) AS n FROM orders', opened.lake.current().path), [
    { n: '2' },
  ]);
  t.true(opened.lake.published()[0]?.files[0]?.startsWith(after));
});

test('a table that lost its file is a condition; the others are served', async (t) => {
  const dataDir = await usedFolder(t);
  const data = join(dataDir, 'extracts', 'shop', 'data');
  const [orders = ''] = (await readdir(data)).filter((name) => name.startsWith('orders'));
  await rm(join(data, orders));
  await rm(join(dataDir, 'analytics', 'gen-1.duckdb'));

  await using opened = await openLake(dataDir);

  likeWhole(t, await opened.conditions.open(), [
    { subjectType: 'table', subjectId: 'orders', code: 'table_unreadable' },
  ]);
  t.deepEqual(await plainRows(t, 'SELECT name FROM people', opened.lake.current().path), [{ name: 'ann' }]);
  t.deepEqual([...opened.lake.current().tables.keys()], ['people']);
});

test('a table that was unregistered while the host was down leaves no view behind', async (t) => {
  const dataDir = await usedFolder(t);
  {
    await using opened = await openLake(dataDir);
    await opened.store.keep(async (tx) => {
      await tx.deleteFrom('sync_state').where('table_id', '=', 'orders').execute();
      await tx.deleteFrom('table_parts').where('table_id', '=', 'orders').execute();
      await tx.deleteFrom('table_registry').where('id', '=', 'orders').execute();
    });
  }

  await using opened = await openLake(dataDir);

  await t.throwsAsync(plainRows(t, 'FROM orders', opened.lake.current().path), { message: /orders/ });
  t.deepEqual(
    opened.lake.published().map(({ name }) => name),
    ['people'],
  );
});

test('what a killed host left in the folder of generations is removed', async (t) => {
  const dataDir = await usedFolder(t);
  const analytics = join(dataDir, 'analytics');
  await writeFile(join(analytics, 'gen-2.duckdb'), 'uncommitted');
  await writeFile(join(analytics, 'gen-3.duckdb.tmp'), 'half');
  await writeFile(join(analytics, 'analytics.duckdb.2.tmp'), 'half');

  await using _opened = await openLake(dataDir);

  t.deepEqual((await readdir(analytics)).sort(), ['analytics.duckdb', 'gen-1.duckdb']);
});
