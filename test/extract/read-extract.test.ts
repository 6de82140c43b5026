import { mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { readExtractDir } from '../../host/extract/read-extract-dir.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { foreignExtract } from './support/foreign-extract.ts';
import { extractedAt, orders, publishLab } from './support/publish-lab.ts';

const read = async (extractDir: string) => {
  const extract = await readExtractDir(extractDir);
  if (extract.state !== 'read') throw new Error(JSON.stringify(extract));
  return extract;
};

const meta = 'CREATE TABLE _meta (table_name VARCHAR, rows INTEGER, extracted_at TIMESTAMP, mood VARCHAR)';
const oneFile = (data: string, name: string) =>
  `COPY (SELECT 1 AS id) TO '${data}/${name}.parquet' (FORMAT parquet)`;

test('what the host published is read back as it was published', async (t) => {
  const lab = await publishLab(t);
  const [published] = await lab.publish({ orders });

  const { tables, refused } = await read(lab.extractDir);

  t.deepEqual(refused, []);
  likeWhole(t, tables, [
    {
      ...published?.table,
      columns: [
        { name: 'id', type: 'BIGINT' },
        { name: 'total', type: 'BIGINT' },
      ],
    },
  ]);
});

test('an extract of somebody else is read by the names of its files, in one piece or in parts', async (t) => {
  const extractDir = await foreignExtract(t, (data) => [
    meta,
    oneFile(data, 'single'),
    oneFile(data, 'months/2024-01'),
    oneFile(data, 'months/2024-02'),
    'CREATE VIEW single AS SELECT 1',
    'CREATE TABLE months (id INTEGER)',
    "INSERT INTO _meta VALUES ('single', 1, '2027-01-01 12:00', 'good'), ('months', NULL, NULL, NULL)",
  ]);

  const { tables, refused } = await read(extractDir);

  t.deepEqual(refused, []);
  likeWhole(t, tables[0], {
    name: 'single',
    rows: 1,
    extractedAt,
    files: [{ path: 'data/single.parquet', part: '' }],
  });
  likeWhole(t, tables[1], {
    name: 'months',
    rows: 2,
    files: [
      { path: 'data/months/2024-01.parquet', part: '2024-01', rows: 1 },
      { path: 'data/months/2024-02.parquet', part: '2024-02', rows: 1 },
    ],
  });
});

test('a view of an extract is never run', async (t) => {
  const extractDir = await foreignExtract(t, (data) => [
    meta,
    oneFile(data, 'trap'),
    `CREATE VIEW trap AS SELECT error('the view was run') AS id`,
    "INSERT INTO _meta (table_name) VALUES ('trap')",
  ]);

  const { tables } = await read(extractDir);

  likeWhole(t, tables, [{ name: 'trap', columns: [{ name: 'id', type: 'INTEGER' }] }]);
});

test('a _meta that is a view is not read at all', async (t) => {
  const extractDir = await foreignExtract(t, () => ["CREATE VIEW _meta AS SELECT 'orders' AS table_name"]);

  const extract = await readExtractDir(extractDir);

  t.like(extract, { state: 'unreadable', why: 'there is no table "_meta" in extract.duckdb' });
});

test('bad rows are refused one by one, each with its reason, and the good one is taken', async (t) => {
  const outside = join(await tempFolder(t), 'outside.parquet');
  const named = (path: string) => `[{"path":"${path}"}]`;
  const extractDir = await foreignExtract(t, (data) => [
    'CREATE TABLE _meta (table_name VARCHAR, rows BIGINT, query_mode VARCHAR, files VARCHAR)',
    oneFile(data, 'good'),
    `COPY (SELECT 1 AS id) TO '${outside}' (FORMAT parquet)`,
    `COPY (SELECT 'x') TO '${data}/broken.parquet' (FORMAT csv)`,
    ...['good', 'filed', 'up', 'linked', 'broken', 'counted', 'far', 'hashed'].map(
      (name) => `CREATE TABLE ${name} (id INTEGER)`,
    ),
    `INSERT INTO _meta VALUES
      ('good', 1, NULL, NULL), ('GOOD', 1, NULL, NULL), ('bad name', 1, NULL, NULL), ('_remote_attach', 1, NULL, NULL),
      ('ghost', 1, NULL, NULL), ('filed', 1, NULL, NULL), ('up', 1, NULL, '${named('../up.parquet')}'),
      ('linked', 1, NULL, '${named('data/link.parquet')}'), ('broken', 1, NULL, NULL),
      ('counted', 7, NULL, '${named('data/good.parquet')}'), ('far', 1, 'remote', NULL),
      ('hashed', 1, NULL, '[{"path":"data/good.parquet","sha256":"00"}]')`,
  ]);
  await symlink(outside, join(extractDir, 'data', 'link.parquet'));

  const { tables, refused } = await read(extractDir);

  t.deepEqual(
    tables.map(({ name }) => name),
    ['good'],
  );
  t.deepEqual(
    refused.map(({ name, code }) => [name, code]),
    [
      ['GOOD', 'duplicate_name'],
      ['bad name', 'bad_name'],
      ['_remote_attach', 'bad_name'],
      ['ghost', 'no_object'],
      ['filed', 'row_count'],
      ['up', 'no_file'],
      ['linked', 'outside_folder'],
      ['broken', 'unreadable_parquet'],
      ['counted', 'row_count'],
      ['far', 'remote_view'],
      ['hashed', 'hash_mismatch'],
    ],
  );
});

test('files that are no list count as absent, and the file is found by its name', async (t) => {
  const extractDir = await foreignExtract(t, (data) => [
    'CREATE TABLE _meta (table_name VARCHAR, files VARCHAR, key_columns VARCHAR)',
    oneFile(data, 'a'),
    'CREATE TABLE a (id INTEGER)',
    `INSERT INTO _meta VALUES ('a', '{broken', '"id"')`,
  ]);

  const { tables } = await read(extractDir);

  likeWhole(t, tables, [{ files: [{ path: 'data/a.parquet' }], keyColumns: [] }]);
});

test('an extract that is not there, empty and unreadable are three different results', async (t) => {
  const absent = await tempFolder(t);
  const empty = await foreignExtract(t, () => [meta]);
  const folder = await tempFolder(t);
  await mkdir(join(folder, 'extract.duckdb'));

  t.deepEqual(await readExtractDir(absent), { state: 'absent' });
  t.deepEqual(await readExtractDir(empty), {
    state: 'read',
    tables: [],
    refused: [],
    remote: [],
    attaches: [],
  });
  t.like(await readExtractDir(folder), { state: 'unreadable', why: 'extract.duckdb is not a regular file' });
});

test('a truncated, an overwritten and an empty extract are unreadable, and the reason names no folder', async (t) => {
  const lab = await publishLab(t);
  await lab.publish({ orders });
  const file = join(lab.extractDir, 'extract.duckdb');
  await truncate(file, 20_000);
  const truncated = await readExtractDir(lab.extractDir);
  await writeFile(file, 'this is no database, whatever its name says'.repeat(500));
  const overwritten = await readExtractDir(lab.extractDir);
  await rm(file);
  await writeFile(file, '');
  const empty = await readExtractDir(lab.extractDir);

  t.deepEqual([truncated.state, overwritten.state, empty.state], ['unreadable', 'unreadable', 'unreadable']);
  t.false(JSON.stringify([truncated, overwritten, empty]).includes(lab.extractDir));
});
