import { execFile } from 'node:child_process';
import { link, mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { readExtractDir } from '../../host/extract/read-extract-dir.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { foreignExtract, good, meta, parquet, read, taken, viewed } from './support/foreign-extract.ts';

test('T84: what is no plain file under data/ is refused by its name, and the good table is taken', async (t) => {
  const outside = join(await tempFolder(t), 'secret.parquet');
  const extractDir = await foreignExtract(t, (data) => [
    ...good(data),
    parquet(outside, "SELECT 'secret' AS word"),
    parquet(`${data}/parts.parquet`),
    ...['fifo', 'folder', 'linked', 'device', 'twin', 'empty', 'sparse', 'parts'].flatMap(viewed),
    'CREATE VIEW far AS SELECT 1',
    `INSERT INTO _meta VALUES ('far', 1, '[{"path":"data/up/secret.parquet"}]', NULL)`,
  ]);
  const data = join(extractDir, 'data');
  await promisify(execFile)('mkfifo', [join(data, 'fifo.parquet')]);
  await mkdir(join(data, 'folder.parquet'));
  await symlink(outside, join(data, 'linked.parquet'));
  await symlink('/dev/zero', join(data, 'device.parquet'));
  await symlink(join(outside, '..'), join(data, 'up'));
  await link(outside, join(data, 'twin.parquet'));
  await writeFile(join(data, 'empty.parquet'), '');
  await writeFile(join(data, 'sparse.parquet'), 'PAR1');
  await truncate(join(data, 'sparse.parquet'), 512 * 1024 ** 3);

  t.deepEqual(await taken(t, extractDir), {
    tables: ['good', 'parts'],
    refused: {
      fifo: 'no_plain_file',
      folder: 'no_plain_file',
      linked: 'outside_folder',
      device: 'outside_folder',
      twin: 'hard_link',
      empty: 'unreadable_parquet',
      sparse: 'too_large',
      far: 'outside_folder',
    },
  });
});

test('names that are paths, SQL or no text are refused one by one', async (t) => {
  const names = [
    '../up',
    'a/b',
    `x"; DROP TABLE _meta; --`,
    "quo'te",
    'ünï',
    '',
    ' pad',
    `${'n'.repeat(500)}`,
  ];
  const extractDir = await foreignExtract(t, (data) => [
    ...good(data),
    ...names.map((name) => `INSERT INTO _meta (table_name) VALUES ('${name.replaceAll("'", "''")}')`),
    "INSERT INTO _meta (table_name) VALUES ('nul' || chr(0) || 'byte'), (NULL)",
    "INSERT INTO _meta (table_name) SELECT repeat('x', 90000) FROM range(200)",
  ]);

  const { tables, refused } = await read(t, extractDir);

  t.deepEqual(
    tables.map(({ name }) => name),
    ['good'],
  );
  t.deepEqual(
    refused.map(({ code }) => code),
    Array(names.length + 201).fill('bad_name'),
  );
  t.is(Math.max(...refused.map(({ name }) => name.length)), 100);
});

test('values that are no numbers, no times and no lists count as absent', async (t) => {
  const extractDir = await foreignExtract(t, (data) => [
    'CREATE TABLE _meta (table_name VARCHAR, rows VARCHAR, size_bytes VARCHAR, extracted_at TIMESTAMP, files VARCHAR)',
    parquet(`${data}/a.parquet`),
    parquet(`${data}/b.parquet`),
    'CREATE VIEW a AS SELECT 1; CREATE VIEW b AS SELECT 1',
    `INSERT INTO _meta VALUES ('a', 'many', '', 'infinity', '{"no": "list"}'), ('b', '1', 'x', '290000-01-01', NULL)`,
  ]);

  const { tables } = await read(t, extractDir);

  t.deepEqual(
    tables.map(({ name, rows, extractedAt }) => ({ name, rows, extractedAt })),
    [
      { name: 'a', rows: 1, extractedAt: undefined },
      { name: 'b', rows: 1, extractedAt: undefined },
    ],
  );
});

test('a _meta of a million rows is told by its size and not read', async (t) => {
  const extractDir = await foreignExtract(t, () => [
    meta,
    "INSERT INTO _meta (table_name) SELECT 't' || range FROM range(1000000)",
  ]);

  t.deepEqual(await readExtractDir(extractDir), {
    state: 'unreadable',
    why: '"_meta" has 1000000 rows; more than 10000 are not read',
  });
});

test('a view is neither bound nor run: what its SQL would open is never opened', async (t) => {
  const extractDir = await foreignExtract(t, (data) => {
    const pipe = join(data, 'pipe.csv');
    return [
      ...good(data),
      parquet(`${data}/trap.parquet`),
      `COPY (SELECT 1 AS a) TO '${pipe}' (FORMAT csv)`,
      `CREATE VIEW trap AS SELECT * FROM read_csv('${pipe}')`,
      "CREATE MACRO boom() AS error('run')",
      'CREATE VIEW called AS SELECT boom() AS x',
      "INSERT INTO _meta (table_name) VALUES ('trap'), ('called')",
    ];
  });
  const pipe = join(extractDir, 'data', 'pipe.csv');
  await rm(pipe);
  await promisify(execFile)('mkfifo', [pipe]);

  t.deepEqual(await taken(t, extractDir), { tables: ['good', 'trap'], refused: { called: 'no_file' } });
});

test('parquet that is none, is cut, or holds strange columns is refused or read, never fatal', async (t) => {
  const deep = `${'['.repeat(60)}1${']'.repeat(60)}`;
  const extractDir = await foreignExtract(t, (data) => [
    ...good(data),
    parquet(
      `${data}/sql.parquet`,
      'SELECT 1 AS "a""; DROP TABLE x; --", 2 AS "SELECT", 3 AS "ünï", 4 AS "a.b"',
    ),
    parquet(`${data}/deep.parquet`, `SELECT ${deep} AS nested`),
    parquet(`${data}/cut.parquet`, 'SELECT range AS n FROM range(50000)'),
    parquet(`${data}/flipped.parquet`, 'SELECT range AS n FROM range(50000)'),
    `COPY (SELECT 'PAR1nothingPAR1') TO '${data}/magic.parquet' (FORMAT csv)`,
    ...['sql', 'deep', 'cut', 'flipped', 'magic', 'footer'].flatMap(viewed),
  ]);
  const data = join(extractDir, 'data');
  await truncate(join(data, 'cut.parquet'), 5_000);
  const bytes = await readFile(join(data, 'flipped.parquet'));
  bytes.fill(0xff, bytes.length - 200, bytes.length - 8);
  await writeFile(join(data, 'flipped.parquet'), bytes);
  const footer = Buffer.from('PAR1\xff\xff\xff\x7fPAR1', 'latin1');
  await writeFile(join(data, 'footer.parquet'), footer);

  t.deepEqual(await taken(t, extractDir), {
    tables: ['good', 'sql', 'deep'],
    refused: {
      cut: 'unreadable_parquet',
      flipped: 'unreadable_parquet',
      magic: 'unreadable_parquet',
      footer: 'unreadable_parquet',
    },
  });
});

test('F17: an extract.duckdb with flipped bytes or of a newer storage version is unreadable, with a reason', async (t) => {
  const extractDir = await foreignExtract(t, good);
  const file = join(extractDir, 'extract.duckdb');
  const whole = await readFile(file);
  const attempt = async (change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(whole);
    change(bytes);
    await writeFile(file, bytes);
    return readExtractDir(extractDir);
  };

  const flipped = await attempt((bytes) => bytes.fill(0x5a, 12_400, 12_800));
  const header = await attempt((bytes) => bytes.fill(0, 0, 64));
  // The number of the storage version stands behind the checksum and the magic bytes.
  const newer = await attempt((bytes) => bytes.writeBigUInt64LE(9_999n, 12));

  for (const extract of [flipped, header, newer]) t.is(extract.state, 'unreadable', JSON.stringify(extract));
  t.false(JSON.stringify([flipped, header, newer]).includes(extractDir));
});

test('a log beside an extract is never written, and one that is garbage changes nothing', async (t) => {
  const extractDir = await foreignExtract(t, good);
  const wal = join(extractDir, 'extract.duckdb.wal');
  await writeFile(wal, 'garbage '.repeat(1000));

  t.deepEqual((await taken(t, extractDir)).tables, ['good']);
  t.is((await readFile(wal, 'utf8')).length, 8000);
});
