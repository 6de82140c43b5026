import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { parquet, writeForeign } from './support/foreign-extract.ts';
import { runLab } from './support/run-lab.ts';

const two = { rows: [{ id: 1 }, { id: 2 }] };
const three = { rows: [{ id: 1 }, { id: 2 }, { id: 3 }] };

const broken = test.macro({
  title: (_, how: string) =>
    `an extract that is ${how} leaves every table served, is a condition, and is healed by the next run`,
  async exec(t, how: 'truncated' | 'garbage' | 'a folder') {
    const lab = await runLab(t);
    await lab.script({ orders: two, people: two });
    await lab.script({ stock: two }, 'depot');
    await lab.run();
    await ruin[how](lab.extract());

    await lab.runs.resume();

    t.deepEqual(await lab.open(), ['source source_unreadable']);
    t.is(lab.lake.state('orders')?.status, 'stale');
    t.is(lab.lake.state('stock')?.status, 'ok');
    t.deepEqual(await lab.query('SELECT count(*) AS n FROM orders'), [{ n: '2' }]);

    await lab.script({ orders: three, people: two });
    await lab.run({ tables: ['orders'] });

    t.deepEqual(await lab.open(), []);
    t.deepEqual(await lab.queryExtract('SELECT table_name, rows FROM _meta ORDER BY 1'), [
      { table_name: 'orders', rows: '3' },
      { table_name: 'people', rows: '2' },
    ]);
  },
});

const ruin = {
  truncated: (path: string) => truncate(path, 5_000),
  garbage: (path: string) => writeFile(path, 'garbage'),
  'a folder': async (path: string) => {
    await rm(path);
    await mkdir(path);
  },
};

test.serial(broken, 'truncated');
test.serial(broken, 'garbage');
test.serial(broken, 'a folder');

const depot = (data: string) => [
  'CREATE TABLE _meta (table_name VARCHAR)',
  parquet(`${data}/stock.parquet`),
  'CREATE VIEW stock AS SELECT 1',
  "INSERT INTO _meta VALUES ('stock'), ('bad name')",
];

test.serial('an extract that was given up is left alone until it is another one', async (t) => {
  const lab = await runLab(t);
  const folder = join(lab.dataDir, 'extracts', 'depot');
  await writeForeign(folder, depot);
  const key = 'extract-given-up:depot';
  const look = async (how = {}) => (await lab.runs.discoverExtracts(how)).map(({ state }) => state);

  t.deepEqual(await look({ signal: AbortSignal.abort() }), []);
  t.deepEqual(await look({ wholeMs: 1 }), ['unreadable']);
  t.deepEqual(await lab.open(), ['source source_unreadable']);
  const given = await lab.store.read
    .selectFrom('instance_state')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  const value = JSON.stringify({ ...JSON.parse(given.value), afterMs: 86_400_000 });
  await lab.store.keep((tx) =>
    tx.updateTable('instance_state').set({ value }).where('key', '=', key).execute(),
  );
  t.deepEqual(await look(), ['unreadable'], 'as patient a look came to nothing already');
  await rm(join(folder, 'extract.duckdb'));
  await writeForeign(folder, depot);

  t.deepEqual(await look(), ['taken']);
  await lab.run({ connection: 'depot' });
  t.deepEqual(
    await lab.open(),
    ['source rows_refused'],
    'a run that finds the rest unchanged does not hide it',
  );
});
