import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Http } from '@agnes/sdk/connector';
import { collectRead } from '@agnes/sdk/testing';
import test from 'ava';
import connector from '../connector.ts';
import type { Settings } from '../settings.ts';
import { folderWith, planned } from './folder.ts';

const location = 'https://data.example/open';

test('a server that says nothing of changes is believed by the bytes it sends', async (t) => {
  const bodies: Record<string, string> = { 'a.csv': 'a\n1\n', 'b.csv': 'a\n2\n' };
  const urls = Object.keys(bodies).map((name) => `${location}/${name}`);
  const read = async (mode: 'append' | 'replace', state?: unknown) => {
    const { tables } = await collectRead(connector, {
      config: { location, urls, mode },
      tables: [planned('*', state === undefined ? {} : { state })],
      staging: await folderWith(t, {}),
      answer: ({ url }) => ({ text: bodies[url.slice(location.length + 1)] ?? '' }),
    });
    return tables['table'];
  };
  const [whole, parts] = [await read('replace'), await read('append')];

  t.is(whole?.files.length, 2);
  t.true((await read('replace', whole?.state))?.unchanged);
  t.true((await read('append', parts?.state))?.unchanged);

  bodies['b.csv'] = 'a\n3\n';
  t.is((await read('replace', whole?.state))?.files.length, 2);
  t.deepEqual(
    (await read('append', parts?.state))?.files.map(({ part }) => part),
    ['b.csv'],
  );
});

test('addresses that differ in their query alone are two files', async (t) => {
  const urls = ['2023', '2024'].map((year) => `${location}/export.csv.gz?year=${year}`);
  const { tables } = await collectRead(connector, {
    config: { location, urls, mode: 'append' },
    tables: [planned('export*')],
    staging: await folderWith(t, {}),
    answer: ({ url }) => ({ text: url }),
  });

  t.deepEqual(
    tables['table']?.files.map(({ part, format }) => [part, format.kind]),
    [
      ['export?year=2023.csv.gz', 'csv'],
      ['export?year=2024.csv.gz', 'csv'],
    ],
  );
});

test('packed text counts as what it unpacks to', async (t) => {
  const folder = await folderWith(t, { 'broken.csv.gz': 'no gzip at all' });
  const text = `a\n${'0\n'.repeat(50_000)}`;
  await mkdir(join(folder, 'x'));
  await writeFile(join(folder, 'x/a.csv.gz'), gzipSync(text));
  await writeFile(join(folder, 'x/b.csv.zst'), zstdCompressSync(text));
  const read = async (config: Partial<Settings>, sourceTable: string) => {
    const tables = [planned(sourceTable)];
    return (await collectRead(connector, { config: { location: folder, ...config }, tables })).tables[
      'table'
    ];
  };

  t.is((await read({ max_bytes: 200_010 }, 'x'))?.files.length, 2);
  t.is((await read({ max_bytes: 200_000 }, 'x'))?.error?.code, 'budget_exceeded');
  t.is((await read({ max_bytes: 99_999 }, 'x/b.csv.zst'))?.error?.code, 'budget_exceeded');
  t.is((await read({ max_bytes: 100 }, 'broken.csv.gz'))?.files.length, 1);
  const http: Http = {
    fetch: async () => ({ status: 200, headers: {}, text: '' }),
    download: async () => ({ status: 200, headers: {}, path: join(folder, 'x/a.csv.gz'), bytes: 150 }),
  };
  const config: Settings = { location, urls: [`${location}/a.csv.gz`], max_bytes: 5_000 };
  const { tables } = await collectRead(connector, { config, tables: [planned('a.csv.gz')], http });
  t.is(tables['table']?.error?.code, 'budget_exceeded');
});
