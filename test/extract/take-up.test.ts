import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import { publishTables, takeInLimits } from '../../host/extract/take-in-process.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { plainRows } from './support/plain-duckdb.ts';
import { runLab, statusesOf } from './support/run-lab.ts';
import { dataOf, stageLab } from './support/stage-lab.ts';

const two = { rows: [{ id: 1 }, { id: 2 }] };
const three = { rows: [{ id: 1 }, { id: 2 }, { id: 3 }] };

/** Publishes three orders into the extract as a run does that dies before the lake hears of it. */
const publishUnheard = async (t: Parameters<typeof stageLab>[0], extractDir: string): Promise<void> => {
  const stage = await stageLab(t);
  const data = dataOf(await stage.stageOne([await stage.write('o.csv', 'id\n1\n2\n3\n')]));
  await publishTables({
    command: 'publish',
    extractDir,
    runId: 'dead',
    tables: [{ id: 'orders', name: 'orders', primaryKey: [], extractedAt: 5_000, producedBy: 'x', data }],
    registered: ['orders', 'people'].map((name) => ({ id: name, name })),
    lastGood: [],
    limits: takeInLimits,
  });
};

test.serial('what a dead run published is taken up at the next start', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: two, people: two });
  await lab.run();
  await publishUnheard(t, dirname(lab.extract()));

  await lab.runs.resume();

  t.deepEqual(await lab.query('SELECT count(*) AS n FROM orders'), [{ n: '3' }]);
  t.deepEqual(lab.lake.published()[0]?.lastSync, new Date(5_000));
  t.deepEqual(await lab.open(), []);
});

test.serial('what a dead run published is taken up before the source is read again', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: two, people: two });
  await lab.run();
  await publishUnheard(t, dirname(lab.extract()));

  await lab.run({ tables: ['people'] });

  t.deepEqual(await lab.query('SELECT count(*) AS n FROM orders'), [{ n: '3' }]);
});

test.serial('rows that a dead run appended are not appended again', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: { ...two, mode: 'append' } });
  await lab.run();
  await publishUnheard(t, dirname(lab.extract()));
  await lab.script({ orders: { ...three, mode: 'append' } });

  await lab.run();

  t.deepEqual(await lab.query('SELECT id FROM orders ORDER BY id'), [{ id: '1' }, { id: '2' }, { id: '3' }]);
});

test.serial('an extract that the lake knows is not opened again', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: two });
  await lab.run();
  const { number } = lab.lake.current();
  await rm(lab.lake.published()[0]?.files[0] ?? '');

  await lab.runs.resume();

  t.is(lab.lake.current().number, number);
  t.is(lab.lake.state('orders')?.status, 'ok');
});

test.serial('runs that a dead host left behind end as interrupted', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: two });
  await lab.run();
  await lab.store.keep((tx) =>
    tx.updateTable('sync_runs').set({ status: 'running', finished_at: null }).execute(),
  );
  await mkdir(join(lab.dataDir, 'runs', 'dead'), { recursive: true });

  await lab.runs.resume();

  const [run] = await lab.store.read.selectFrom('sync_runs').select('status').execute();
  t.is(run?.status, 'interrupted');
  await t.throwsAsync(cp(join(lab.dataDir, 'runs'), join(lab.dataDir, 'copy')), { code: 'ENOENT' });
});

test.serial(
  'an extract of somebody else gets its tables registered without grants, and its bad rows are a condition',
  async (t) => {
    const lab = await runLab(t);
    await lab.script({ orders: two });
    await lab.script({}, 'depot');
    const folder = dirname(lab.extract('depot'));
    await mkdir(join(folder, 'data'), { recursive: true });
    const instance = await DuckDBInstance.create(lab.extract('depot'));
    const connection = await instance.connect();
    await connection.run(`CREATE TABLE _meta (table_name VARCHAR, rows INTEGER, description VARCHAR);
    CREATE TABLE stock (id INTEGER); CREATE TABLE orders (id INTEGER);
    COPY (SELECT 5 AS id) TO '${folder}/data/stock.parquet' (FORMAT parquet);
    COPY (SELECT 6 AS id) TO '${folder}/data/orders.parquet' (FORMAT parquet);
    INSERT INTO _meta VALUES ('stock', 1, 'What is there'), ('orders', 1, NULL), ('bad name', 1, NULL)`);
    connection.closeSync();
    instance.closeSync();

    await lab.runs.resume();

    t.deepEqual(await lab.query('FROM stock'), [{ id: 5 }]);
    t.like(await lab.registry.find('stock'), {
      sourceSlug: 'depot',
      description: 'What is there',
      registeredBy: 'system:take-in',
    });
    likeWhole(t, await lab.conditions.open(), [
      {
        code: 'rows_refused',
        data: {
          refused: [
            { name: 'bad name', code: 'bad_name' },
            { name: 'orders', code: 'view_name_taken' },
          ],
        },
      },
    ]);
  },
);

test.serial('after DATA_DIR moved, any DuckDB can read the extracts where they are now', async (t) => {
  const before = await tempFolder(t);
  const lab = await runLab(t, before);
  await lab.script({ orders: two });
  await lab.run();
  await lab.store[Symbol.asyncDispose]();
  const after = join(await tempFolder(t), 'elsewhere');
  await cp(before, after, { recursive: true });
  await rename(before, `${before}-gone`);
  t.teardown(() => rm(`${before}-gone`, { recursive: true, force: true }));

  const moved = await runLab(t, after);

  t.deepEqual(await plainRows(t, 'SELECT count(*) AS n FROM orders', moved.extract()), [{ n: '2' }]);
  t.deepEqual(await moved.query('SELECT count(*) AS n FROM orders'), [{ n: '2' }]);
  t.deepEqual(await moved.open(), []);
  t.deepEqual(statusesOf(await moved.run()), { orders: 'unchanged' });
});

test.serial('an unregistered table does not come back from the extract that still names it', async (t) => {
  const lab = await runLab(t);
  await lab.script({ orders: two, people: three });
  await lab.run();
  await lab.registry.unregister('orders', { action: 'unregister_table', actor: { kind: 'system' } });
  await lab.store.keep((tx) => tx.deleteFrom('instance_state').where('key', '=', 'extract:shop').execute());

  await lab.runs.resume();

  t.is(await lab.registry.find('orders'), undefined);
  t.deepEqual(
    lab.lake.published().map(({ name }) => name),
    ['people'],
  );
});
