import { copyFile, readdir, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import { readExtractDir } from '../../host/extract/read-extract-dir.ts';
import { likeWhole } from '../support/like-whole.ts';
import {
  foreignExtract,
  good,
  meta,
  parquet,
  read,
  taken,
  viewed,
  writeForeign,
} from './support/foreign-extract.ts';
import { plainRows } from './support/plain-duckdb.ts';
import { runLab } from './support/run-lab.ts';

const intent = { action: 'test', actor: { kind: 'system' } } as const;

test('a row that ends the process is refused, and the others are taken', async (t) => {
  const extractDir = await foreignExtract(t, (data) => [
    ...good(data),
    parquet(`${data}/last.parquet`),
    ...['bomb', 'last'].flatMap(viewed),
  ]);

  const extract = await readExtractDir(extractDir, { crashAt: 'read.bomb' });

  likeWhole(t, extract, {
    state: 'read',
    tables: [{ name: 'good' }, { name: 'last' }],
    refused: [{ name: 'bomb', code: 'crashed' }],
  });
});

test('a native table is written to parquet once, with the types it has', async (t) => {
  const extractDir = await foreignExtract(t, () => [
    'CREATE TABLE _meta (table_name VARCHAR, rows BIGINT)',
    "CREATE TYPE mood AS ENUM ('good', 'bad')",
    `CREATE TABLE kept (id HUGEINT, seen TIMESTAMPTZ, mood mood, tags VARCHAR[], "odd ""name" INTEGER,
      made DATE DEFAULT current_date, twice HUGEINT GENERATED ALWAYS AS (id * 2))`,
    `INSERT INTO kept (id, seen, mood, tags, "odd ""name")
      VALUES (17014118346046923173168730371588410::HUGEINT, '2027-01-01 00:00:00Z', 'good', ['a'], 7)`,
    'CREATE VIEW shown AS SELECT * FROM kept',
    "INSERT INTO _meta VALUES ('kept', 1), ('shown', 1)",
  ]);

  const first = await read(t, extractDir);
  const second = await read(t, extractDir);

  const [table] = first.tables;
  t.like(table, { name: 'kept', rows: 1, isNative: true });
  t.regex(table?.files[0]?.path ?? '', /^data\/kept\.[0-9a-f]{12}\.parquet$/);
  t.is(second.tables[0]?.sha256, table?.sha256);
  likeWhole(t, first.refused, [{ name: 'shown', code: 'no_file' }]);
  t.deepEqual((await readdir(join(extractDir, 'data'))).filter((name) => name !== 'months').length, 1);
  const rows = await plainRows(
    t,
    `SELECT id, tags, "odd ""name" AS odd, twice FROM '${join(extractDir, table?.files[0]?.path ?? '')}'`,
  );
  t.deepEqual(rows, [
    {
      id: '17014118346046923173168730371588410',
      tags: ['a'],
      odd: 7,
      twice: '34028236692093846346337460743176820',
    },
  ]);
});

test('a native table beyond its bounds, or with no place to be written to, is refused', async (t) => {
  const native = (data: string) => [
    ...good(data),
    'CREATE TABLE wide AS SELECT md5(range::VARCHAR) AS word FROM range(200000)',
    "INSERT INTO _meta (table_name) VALUES ('wide')",
  ];
  const extractDir = await foreignExtract(t, native);

  t.deepEqual((await taken(t, extractDir, { nativeRows: 1_000 })).refused, { wide: 'too_large' });
  t.deepEqual((await taken(t, extractDir, { tableBytes: 100_000 })).refused, { wide: 'too_large' });
  t.deepEqual((await readdir(join(extractDir, 'data'))).sort(), ['good.parquet', 'months']);
  const bare = await foreignExtract(t, () => [meta, 'CREATE TABLE alone (id INTEGER)']);
  await copyFile(join(extractDir, 'extract.duckdb'), join(bare, 'extract.duckdb'));
  await rm(join(bare, 'data'), { recursive: true });
  await symlink(join(extractDir, 'data'), join(bare, 'data'));
  t.deepEqual((await taken(t, bare)).refused, { good: 'outside_folder', wide: 'not_written' });
});

test('remote rows tell what their view selects from; any other view is refused', async (t) => {
  const extractDir = await foreignExtract(t, (data) => [
    ...good(data),
    `ATTACH ':memory:' AS kbc`,
    'CREATE SCHEMA kbc."in.c-crm"',
    'CREATE TABLE kbc."in.c-crm".orders (id INTEGER)',
    'CREATE VIEW orders AS SELECT * FROM kbc."in.c-crm".orders',
    'CREATE VIEW joined AS SELECT a.id FROM kbc."in.c-crm".orders a, good b',
    "CREATE VIEW filed AS SELECT * FROM read_csv('/etc/passwd', ignore_errors = true)",
    `INSERT INTO _meta (table_name, query_mode) VALUES ('orders', 'remote'), ('joined', 'remote'), ('filed', 'remote')`,
    'CREATE TABLE _remote_attach (alias VARCHAR, extension VARCHAR, url VARCHAR, token_env VARCHAR, mood VARCHAR)',
    `INSERT INTO _remote_attach VALUES ('kbc', 'keboola', 'https://x.example', 'KBC_TOKEN', 'good'), ('bq', 'bigquery', NULL, NULL, NULL)`,
  ]);

  const { remote, attaches, refused } = await read(t, extractDir);

  t.deepEqual(remote, [{ name: 'orders', alias: 'kbc', bucket: 'in.c-crm', sourceTable: 'orders' }]);
  t.deepEqual(
    refused.map(({ name, code }) => [name, code]),
    [
      ['joined', 'remote_view'],
      ['filed', 'remote_view'],
    ],
  );
  t.deepEqual(attaches, [
    { alias: 'kbc', extension: 'keboola', url: 'https://x.example', tokenEnv: 'KBC_TOKEN' },
    { alias: 'bq', extension: 'bigquery', url: '', tokenEnv: '' },
  ]);
});

test('an extract that somebody has open for writing is unreadable for now', async (t) => {
  const extractDir = await foreignExtract(t, good);
  const instance = await DuckDBInstance.create(join(extractDir, 'extract.duckdb'));
  const connection = await instance.connect();

  const busy = await readExtractDir(extractDir);
  connection.closeSync();
  instance.closeSync();

  t.is(busy.state, 'unreadable');
  t.deepEqual((await taken(t, extractDir)).tables, ['good']);
});

test('files of others stay, whatever their folder says of itself; those of native tables go', async (t) => {
  const lab = await runLab(t);
  const folder = join(lab.dataDir, 'extracts', 'depot');
  const letters = ['a', 'b', 'c'].map((letter) => letter.repeat(12));
  for (const letter of letters) {
    await rm(join(folder, 'extract.duckdb'), { force: true });
    await writeForeign(folder, (data) => [
      'CREATE TABLE _meta (table_name VARCHAR, files VARCHAR, produced_by VARCHAR)',
      parquet(`${data}/stock.${letter}.parquet`, `SELECT '${letter}' AS id`),
      'CREATE VIEW stock AS SELECT 1',
      `CREATE TABLE people AS SELECT '${letter}' AS name`,
      `INSERT INTO _meta VALUES ('stock', '[{"path":"data/stock.${letter}.parquet"}]', 'agnes/host'), ('people', NULL, NULL)`,
    ]);
    await lab.runs.discoverExtracts();
    await lab.run();
  }
  const list = async () => (await readdir(join(folder, 'data'))).filter((name) => name !== 'months').sort();
  const people = lab.lake.published().find(({ name }) => name === 'people');
  const source = await lab.registry.source('depot');

  const seen = await list();
  for (const name of ['stock', 'people']) await lab.registry.unregister(name, intent);
  await lab.lake.sweep(source);

  const stock = letters.map((letter) => `stock.${letter}.parquet`);
  t.deepEqual(
    seen.filter((name) => name.startsWith('stock')),
    stock,
  );
  t.is(seen.filter((name) => name.startsWith('people')).length, 2);
  t.true(seen.includes(basename(people?.files[0] ?? '')));
  t.deepEqual(
    (await list()).filter((name) => name.startsWith('stock')),
    stock,
  );
});
