import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectRead } from '@agnes/sdk/testing';
import test from 'ava';
import connector from '../connector.ts';
import type { Settings } from '../settings.ts';
import { folderWith, planned } from './folder.ts';

const read = async (config: Settings, state?: unknown) => {
  const { tables } = await collectRead(connector, {
    config,
    tables: [planned('days', state === undefined ? {} : { state })],
  });
  return tables['table'];
};

test('each file is a part, and a later run reads what is new and drops what is gone', async (t) => {
  const location = await folderWith(t, { 'days/1.csv': 'a\n1\n', 'days/2.csv': 'a\n2\n' });
  const config = { location, mode: 'append' } as const;

  const first = await read(config);
  t.is(first?.mode, 'replace');
  t.deepEqual(
    first?.files.map(({ part }) => part),
    ['days/1.csv', 'days/2.csv'],
  );
  t.true((await read(config, first?.state))?.unchanged);

  await writeFile(join(location, 'days/3.csv'), 'a\n3\n');
  await rm(join(location, 'days/1.csv'));
  const second = await read(config, first?.state);
  t.is(second?.mode, 'append');
  t.deepEqual(
    second?.files.map(({ part }) => part),
    ['days/3.csv'],
  );
  t.deepEqual(second?.gone, ['days/1.csv']);
  t.true((await read(config, second?.state))?.unchanged);
});

test('rows of a file that is gone stay where that is wanted', async (t) => {
  const location = await folderWith(t, { 'days/1.csv': 'a\n1\n', 'days/2.csv': 'a\n2\n' });
  const config = { location, mode: 'append', on_file_removed: 'keep' } as const;
  const first = await read(config);

  await rm(join(location, 'days/1.csv'));

  t.true((await read(config, first?.state))?.unchanged);
});

test('when every file is gone, emptiness has to be allowed, and what is to be kept is kept all the same', async (t) => {
  const location = await folderWith(t, { 'days/1.csv': 'a\n1\n', 'days/2.csv': 'a\n2\n' });
  const config = { location, mode: 'append', allow_empty: true } as const;
  const dropping = await read(config);
  await rm(join(location, 'days'), { recursive: true });

  t.like(await read({ ...config, on_file_removed: 'keep' }, dropping?.state), { unchanged: true });
  const emptied = await read(config, dropping?.state);
  t.like(emptied, { mode: 'append', columns: [] });
  t.deepEqual(emptied?.gone, ['days/1.csv', 'days/2.csv']);
  t.true((await read(config, emptied?.state))?.unchanged);
  t.is((await read({ ...config, allow_empty: false }, dropping?.state))?.error?.code, 'no_files');
});

test('other settings read everything anew', async (t) => {
  const location = await folderWith(t, { 'days/1.csv': 'a\n1\n' });
  const first = await read({ location, mode: 'append' });

  const second = await read({ location, mode: 'append', add_file_column: true }, first?.state);

  t.is(second?.mode, 'replace');
  t.deepEqual(second?.files[0]?.format, { kind: 'csv', label: { column: '_file', value: 'days/1.csv' } });
});

test('files that must be alike say so to the host', async (t) => {
  const location = await folderWith(t, { 'days/1.csv.zst': '', 'days/2.json': '' });

  const found = await read({ location, union_by_name: false });

  t.deepEqual(
    found?.files.map(({ format }) => format),
    [
      { kind: 'csv', sameColumns: true },
      { kind: 'json', sameColumns: true },
    ],
  );
});
