import { readFile } from 'node:fs/promises';
import { checkerFor, type TSchema } from '@agnes/sdk';
import test from 'ava';
import { listEntries } from '../location.ts';
import { proposeTables } from '../propose-tables.ts';
import { folderWith } from './folder.ts';

test('one table is offered per file and per folder at the top, under names that SQL takes', async (t) => {
  const location = await folderWith(t, {
    'flights-3m.parquet': '1234',
    '2024 Umsätze (EU).csv.gz': '12',
    'orders/a.csv': '1',
    'orders/b/c.csv': '1',
    'notes/readme.txt': '1',
    'logo.png': '1',
  });

  const tables = proposeTables(await listEntries({ location }), { location });

  t.deepEqual(tables, [
    { name: 't_2024_umsatze_eu', sourceTable: '2024 Umsätze (EU).csv.gz', sizeBytes: 2 },
    { name: 'flights_3m', sourceTable: 'flights-3m.parquet', sizeBytes: 4 },
    { name: 'orders', sourceTable: 'orders', sizeBytes: 2 },
  ]);
});

test('two files that would have one name get two', async (t) => {
  const location = await folderWith(t, { 'a-b.csv': '', 'a_b.csv': '', 'a b.json': '', '_.csv': '' });

  const names = proposeTables(await listEntries({ location }), { location }).map(({ name }) => name);

  t.deepEqual(names, ['t', 'a_b', 'a_b_2', 'a_b_3']);
});

test('a location that is nothing this connector reads says what it is', async (t) => {
  const refused: readonly (readonly [object, string])[] = [
    [{ location: 's3://bucket/x' }, 'driver_unfit'],
    [{ location: 's3://bucket/*' }, 'config_error'],
    [{ location: 'relative/folder' }, 'config_error'],
    [{ location: 'ftp://host/' }, 'config_error'],
    [{ location: '/folder', urls: ['https://a.example/x'] }, 'config_error'],
    [{ location: 'https://a.example/' }, 'config_error'],
    [{ location: 'http://a.example/', urls: ['http://a.example/x.csv'] }, 'config_error'],
    [{ location: 's3://bucket/x', secret_env: 'KEYS' }, 'config_error'],
    [{ location: 'https://a.example/x', urls: ['https://a.example/y/z.csv'] }, 'config_error'],
    [{ location: 'https://a.example', urls: ['https://a.example.evil/z.csv'] }, 'config_error'],
  ];

  const codes = await Promise.all(
    refused.map(([settings]) => t.throwsAsync(listEntries(settings as { location: string }))),
  );

  t.deepEqual(
    codes.map((error) => (error as { code?: string }).code),
    refused.map(([, code]) => code),
  );
});

test('files on the web go by their unescaped path below the location', async (t) => {
  const location = 'https://a.example/open';
  const urls = ['https://a.example/open/x/my%20file.csv?v=2', 'https://a.example/open/%zz.csv'];

  const entries = await listEntries({ location, urls });

  t.deepEqual(
    entries.map(({ name }) => name),
    ['x/my file.csv', '%zz.csv'],
  );
});

test('the schema takes the settings and refuses others', async (t) => {
  const manifest = JSON.parse(await readFile(new URL('../agnes.plugin.json', import.meta.url), 'utf8'));
  const schema: TSchema = manifest.contributes.connectors[0].config.schema;
  const check = checkerFor(schema);

  t.like(check({ location: '/x', csv: { delimiter: ';' }, types: { a: 'DATE' } }), { ok: true });
  t.like(check({ location: '/x', format: 'xlsx', xlsx: { sheet: 'One' } }), { ok: true });
  t.like(check({ location: '/x', format: 'avro' }), { ok: false });
  t.like(check({ location: 's3://b/x', s3: { key_env: 'the secret itself' } }), { ok: false });
  t.like(check({ location: '/x', csv: { filename: true } }), { ok: false });
  t.like(check({ location: '/x', secret: 'x' }), { ok: false });
  t.like(check({}), { ok: false });
});
