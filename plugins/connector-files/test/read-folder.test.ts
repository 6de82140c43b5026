import { symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectRead } from '@agnes/sdk/testing';
import test from 'ava';
import connector from '../connector.ts';
import { folderWith, planned } from './folder.ts';

test('a table is one file, named where it lies and read by its extension', async (t) => {
  const location = await folderWith(t, { 'airports.csv': 'a\n1\n', 'other.csv': 'a\n2\n' });

  const { tables } = await collectRead(connector, {
    config: { location },
    tables: [planned('airports.csv')],
  });

  t.deepEqual(tables['table']?.files, [{ path: join(location, 'airports.csv'), format: { kind: 'csv' } }]);
});

test('a folder may be named as an address of this machine', async (t) => {
  const folder = await folderWith(t, { 'a b/x.csv': 'a\n1\n' });
  const tables = [planned('x.csv')];
  for (const location of [`file:${folder}/a%20b`, `file://${folder}/a%20b/`]) {
    const found = await collectRead(connector, { config: { location }, tables });
    t.is(found.tables['table']?.files[0]?.path, join(folder, 'a b/x.csv'));
  }
  for (const location of ['file://elsewhere/data', 'file:data%2Fin', 'data/in'])
    await t.throwsAsync(collectRead(connector, { config: { location }, tables }), { code: 'config_error' });
});

test('a table is a folder with all below it, or a pattern', async (t) => {
  const location = await folderWith(t, {
    'orders/a.csv': '',
    'orders/deep/b.json': '',
    'orders/note.txt': '',
    'orders/.hidden.csv': '',
    'orders2/c.csv': '',
    'orders-d.csv': '',
  });

  const { tables } = await collectRead(connector, {
    config: { location },
    tables: [planned('orders', { id: 'folder' }), planned('orders*/*.csv', { id: 'pattern' })],
  });

  const names = (id: string) => tables[id]?.files.map(({ path }) => path.slice(location.length + 1));
  t.deepEqual(names('folder'), ['orders/a.csv', 'orders/deep/b.json']);
  t.deepEqual(names('pattern'), ['orders/a.csv', 'orders2/c.csv']);
});

test('settings say how files are read, and extensions what the settings leave open', async (t) => {
  const location = await folderWith(t, { 'a.tsv': '', 'b.jsonl.gz': '', 'c.csv.gz': '', 'd.parquet': '' });
  const config = { location, types: { zip: 'VARCHAR' }, all_text: true, csv: { nullstr: '-' } };

  const { tables } = await collectRead(connector, { config, tables: [planned('*')] });

  const shared = { types: { zip: 'VARCHAR' }, allText: true };
  t.deepEqual(
    tables['table']?.files.map(({ format }) => format),
    [
      { kind: 'csv', csv: { delimiter: '\t', nullstr: '-' }, ...shared },
      { kind: 'ndjson', ...shared },
      { kind: 'csv', csv: { nullstr: '-' }, ...shared },
      { kind: 'parquet', ...shared },
    ],
  );
});

test('files that have not changed are not read again', async (t) => {
  const location = await folderWith(t, { 'x/a.csv': '1', 'x/b.csv': '2' });
  const config = { location };
  const first = await collectRead(connector, { config, tables: [planned('x')] });

  const { tables } = await collectRead(connector, {
    config,
    tables: [planned('x', { state: first.tables['table']?.state })],
  });

  t.like(tables['table'], { unchanged: true, files: [] });
});

test('a file that grew, changed its time, came or went has all files read again', async (t) => {
  const location = await folderWith(t, { 'x/a.csv': '1', 'x/b.csv': '2' });
  const read = (state: unknown) =>
    collectRead(connector, { config: { location }, tables: [planned('x', { state })] });
  const first = await read(undefined);
  const known = first.tables['table']?.state;

  await utimes(join(location, 'x/a.csv'), 1, 1);
  const touched = await read(known);
  await writeFile(join(location, 'x/c.csv'), '3');
  const added = await read(touched.tables['table']?.state);

  t.is(touched.tables['table']?.files.length, 2);
  t.is(added.tables['table']?.files.length, 3);
});

test('other settings of reading have all files read again', async (t) => {
  const location = await folderWith(t, { 'a.csv': '1' });
  const first = await collectRead(connector, { config: { location }, tables: [planned('a.csv')] });

  const { tables } = await collectRead(connector, {
    config: { location, all_text: true },
    tables: [planned('a.csv', { state: first.tables['table']?.state })],
  });

  t.is(tables['table']?.files.length, 1);
});

test('a missing folder fails the run and empties nothing', async (t) => {
  const location = '/nowhere/to/be/found';

  await t.throwsAsync(collectRead(connector, { config: { location }, tables: [planned('a')] }), {
    code: 'folder_missing',
  });
});

test('a table without files has failed, and the next one is read', async (t) => {
  const location = await folderWith(t, { 'a.csv': '1' });

  const { tables } = await collectRead(connector, {
    config: { location },
    tables: [
      planned('none', { id: 'none' }),
      planned('../a.csv', { id: 'up' }),
      planned('a.csv', { id: 'good' }),
    ],
  });

  t.like(tables['none']?.error, { code: 'no_files', retryable: false });
  t.like(tables['up']?.error, { code: 'no_files' });
  t.is(tables['good']?.files.length, 1);
});

test('where emptiness is allowed, a table without files has the named columns and no rows', async (t) => {
  const location = await folderWith(t, {});
  const config = { location, allow_empty: true, types: { day: 'DATE' } };

  const { tables } = await collectRead(connector, { config, tables: [planned('x')] });

  t.deepEqual(tables['table']?.columns, [{ name: 'day', type: 'DATE' }]);
  t.deepEqual(tables['table']?.rows, []);
});

test('a table that has a workbook among its files is left to the driver', async (t) => {
  const location = await folderWith(t, { 'x/a.csv': '1', 'x/book.xlsx': '' });

  const { tables } = await collectRead(connector, { config: { location }, tables: [planned('x')] });

  t.is(tables['table']?.error?.code, 'driver_unfit');
});

test('a file whose extension says nothing fails its table', async (t) => {
  const location = await folderWith(t, { 'logo.png': '' });

  const { tables } = await collectRead(connector, { config: { location }, tables: [planned('logo.png')] });

  t.like(tables['table']?.error, { code: 'format_unknown' });
});

test('the files of a run have a budget', async (t) => {
  const location = await folderWith(t, { 'a.csv': '12345', 'b.csv': '12345' });
  const config = { location, max_bytes: 9 };

  const { tables } = await collectRead(connector, {
    config,
    tables: [planned('a.csv', { id: 'a' }), planned('b.csv', { id: 'b' })],
  });

  t.is(tables['a']?.files.length, 1);
  t.like(tables['b']?.error, { code: 'budget_exceeded', class: 'BudgetExceeded' });
});

test('links are not followed', async (t) => {
  const outside = await folderWith(t, { 'secret.csv': '1' });
  const location = await folderWith(t, { 'x/a.csv': '1' });
  await symlink(join(outside, 'secret.csv'), join(location, 'x/b.csv'));
  await symlink(outside, join(location, 'x/folder'));

  const { tables } = await collectRead(connector, { config: { location }, tables: [planned('x')] });

  t.deepEqual(
    tables['table']?.files.map(({ path }) => path),
    [join(location, 'x/a.csv')],
  );
});
