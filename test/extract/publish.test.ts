import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { approved, extractedAt, orders, people, publishLab } from './support/publish-lab.ts';

test('any DuckDB reads the tables of an extract and what _meta says about them', async (t) => {
  const lab = await publishLab(t);

  const [published] = await lab.publish({ orders });

  const [meta] = await lab.query(
    `SELECT * EXCLUDE (files, extracted_at), epoch_ms(extracted_at) AS at, json(files) AS files FROM _meta`,
  );
  const sha256 = published?.table.sha256 ?? '';
  t.is(published?.outcome, 'published');
  t.like(meta, {
    table_name: 'orders',
    description: 'The orders',
    rows: '2',
    query_mode: 'local',
    produced_by: 'acme/shop@1.2.3',
    tree_hash: 'sha256-ab',
    plugin_generation: '4',
    run_id: 'run-1',
    table_id: 'ORDERS',
    content_sha256: sha256,
    layout: 'file',
    key_columns: '["id"]',
    cursor_value: null,
    at: String(extractedAt),
  });
  likeWhole(t, JSON.parse(String(meta?.['files'])), [
    {
      path: `data/orders.${sha256.slice(0, 12)}.parquet`,
      part: '',
      rows: 2,
      sha256,
      md5: published?.table.files[0]?.md5,
    },
  ]);
  t.deepEqual(await lab.query('SELECT id, total FROM orders ORDER BY id'), [
    { id: '1', total: '10' },
    { id: '2', total: '20' },
  ]);
});

test('counts are wide enough for files above 2 GiB', async (t) => {
  const lab = await publishLab(t);

  await lab.publish({ orders });

  const columns = await lab.query(
    "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = '_meta' AND data_type <> 'VARCHAR'",
  );
  t.deepEqual(columns, [
    { column_name: 'rows', data_type: 'BIGINT' },
    { column_name: 'size_bytes', data_type: 'BIGINT' },
    { column_name: 'extracted_at', data_type: 'TIMESTAMP' },
    { column_name: 'plugin_generation', data_type: 'BIGINT' },
  ]);
});

test('a run of one table keeps every other one', async (t) => {
  const lab = await publishLab(t);
  await lab.publish({ orders, people });

  await lab.publish({ orders: `${orders}3,30\n` });

  t.deepEqual(await lab.query('SELECT table_name, rows, run_id FROM _meta ORDER BY 1'), [
    { table_name: 'orders', rows: '3', run_id: 'run-2' },
    { table_name: 'people', rows: '1', run_id: 'run-1' },
  ]);
  t.deepEqual(await lab.query('SELECT name FROM people'), [{ name: 'ann' }]);
});

test('the same content again is unchanged, and the old file stays where readers have it', async (t) => {
  const lab = await publishLab(t);
  await lab.publish({ orders });
  const before = await lab.list();

  const [second] = await lab.publish({ orders });

  t.is(second?.outcome, 'unchanged');
  t.deepEqual(await lab.list(), before);
});

test('a new version lies beside the old one, for those who still read it', async (t) => {
  const lab = await publishLab(t);
  const [first] = await lab.publish({ orders });

  await lab.publish({ orders: people });

  const old = join(lab.extractDir, first?.table.files[0]?.path ?? '');
  t.is((await readFile(old)).length, first?.table.sizeBytes ?? 0);
});

test('a table that was renamed is there once, under its new name', async (t) => {
  const lab = await publishLab(t);
  await lab.publish({ orders });
  const files = [await lab.write('sales.csv', orders)];
  const staged = await lab.stage([{ id: 'ORDERS', name: 'sales', files, primaryKey: [] }]);

  await lab.publish({}, { tables: staged.map((one) => approved(one)) });

  t.deepEqual(await lab.query('SELECT table_name FROM _meta'), [{ table_name: 'sales' }]);
});

test('a renamed table that is not in the run has its new name, also where another table takes the old one', async (t) => {
  const lab = await publishLab(t);
  await lab.publish({ orders, people });
  const files = [await lab.write('orders.csv', people)];
  const staged = await lab.stage([{ id: 'PEOPLE', name: 'orders', files, primaryKey: [] }]);
  const registered = [
    { id: 'ORDERS', name: 'sales' },
    { id: 'PEOPLE', name: 'orders' },
  ];

  await lab.publish({}, { tables: staged.map((one) => approved(one)), registered });

  t.deepEqual(await lab.query('SELECT table_name, table_id FROM _meta ORDER BY 1'), [
    { table_name: 'orders', table_id: 'PEOPLE' },
    { table_name: 'sales', table_id: 'ORDERS' },
  ]);
  t.deepEqual(await lab.query('SELECT total FROM sales ORDER BY 1 LIMIT 1'), [{ total: '10' }]);
});

test('removing the last table leaves a valid extract with an empty _meta', async (t) => {
  const lab = await publishLab(t);
  await lab.publish({ orders });

  await lab.publish({}, { registered: [] });

  t.deepEqual(await lab.query('SELECT count(*) AS rows FROM _meta'), [{ rows: '0' }]);
  t.deepEqual(await lab.query('SELECT view_name FROM duckdb_views() WHERE NOT internal'), []);
});

const healed = test.macro({
  title: (_, what: string) => `an extract that is ${what} is written anew from what the host remembers`,
  async exec(t, what: 'a folder' | 'garbage' | 'gone') {
    const lab = await publishLab(t);
    const [first] = await lab.publish({ orders });
    const target = join(lab.extractDir, 'extract.duckdb');
    await rm(target);
    await { 'a folder': () => mkdir(target), garbage: () => writeFile(target, 'x'), gone: async () => {} }[
      what
    ]();
    const lastGood = first ? [first.table] : [];

    await lab.publish({ people }, { lastGood });

    t.deepEqual(await lab.query('SELECT table_name FROM _meta ORDER BY 1'), [
      { table_name: 'orders' },
      { table_name: 'people' },
    ]);
    t.deepEqual(await lab.query('SELECT count(*) AS n FROM orders'), [{ n: '2' }]);
  },
});

test(healed, 'a folder');
test(healed, 'garbage');
test(healed, 'gone');

test('a file somebody deleted takes its own view with it, and no other', async (t) => {
  const lab = await publishLab(t);
  const [, second] = await lab.publish({ orders, people });
  await rm(join(lab.extractDir, second?.table.files[0]?.path ?? ''));

  await lab.publish({ orders: `${orders}3,30\n` });

  t.deepEqual(await lab.query('SELECT view_name FROM duckdb_views() WHERE NOT internal'), [
    { view_name: 'orders' },
  ]);
});

test('what killed runs left in the folder is gone after the next one', async (t) => {
  const lab = await publishLab(t);
  await writeFile(join(lab.extractDir, 'extract.duckdb.dead.tmp'), 'x');
  await writeFile(join(lab.extractDir, 'extract.duckdb.dead.tmp.wal'), 'x');
  await writeFile(join(lab.extractDir, 'extract.duckdb.wal'), 'x');

  const [only] = await lab.publish({ orders });

  t.deepEqual(await lab.list(), ['data', only?.table.files[0]?.path, 'extract.duckdb']);
});
