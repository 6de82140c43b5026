import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadExtension } from '@agnes/sdk/extract';
import { collectRead, type ReadRequest } from '@agnes/sdk/testing';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import test, { type ExecutionContext } from 'ava';
import connector from '../connector.ts';
import extension from '../extension.ts';
import type { Settings } from '../settings.ts';
import { folderWith, planned } from './folder.ts';
import { openStore } from './store.ts';
import { fetchExtensions } from './support/extensions.ts';

const canary = 'canary-secret-7f3a';
let extensionFolder = '';
let duckdb: DuckDBConnection;
let isThere = false;

test.before(async () => {
  extensionFolder = await mkdtemp(join(await realpath(tmpdir()), 'agnes-extensions-'));
  isThere = await fetchExtensions(extensionFolder);
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  if (!isThere) return;
  await loadExtension(duckdb, { name: 'excel', folder: extensionFolder });
});

test.after.always(() => rm(extensionFolder, { recursive: true, force: true }));

/** A test that needs what DuckDB does not bring itself. */
const withExtensions = (title: string, work: (t: ExecutionContext) => Promise<void>): void =>
  test(title, async (t) => {
    if (isThere) return work(t);
    t.log("Not run, because DuckDB's extensions cannot be had here.");
    t.pass();
  });

const rowsOf = async (sql: string) => (await duckdb.runAndReadAll(sql)).getRowObjectsJson();

const read = async (t: ExecutionContext, request: Omit<ReadRequest<Settings>, 'staging'>) => {
  const staging = await folderWith(t, {});
  return collectRead(extension, { extensionFolder, ...request, staging });
};

const rowsIn = (table: { files: readonly { path: string; format: { kind: string } }[] } | undefined) => {
  const files = `[${(table?.files ?? []).map(({ path }) => `'${path}'`)}]`;
  const readers: Readonly<Record<string, string>> = {
    parquet: `read_parquet(${files})`,
    csv: `read_csv(${files}, all_varchar = true)`,
    ndjson: `read_json(${files})`,
  };
  return rowsOf(`FROM ${readers[table?.files[0]?.format.kind ?? '']}`);
};

const writeSheet = (path: string, sheet: string, select: string) =>
  duckdb.run(`COPY (${select}) TO '${path}' (FORMAT xlsx, HEADER true, SHEET '${sheet}')`);

test('the stream entry leaves workbooks and object stores to the driver, and reads everything else', async (t) => {
  const location = await folderWith(t, { 'a.csv': 'a\n1\n', 'b.xlsx': '' });
  const tables = [planned('a.csv', { id: 'plain' }), planned('b.xlsx', { id: 'book' })];
  const found = await collectRead(connector, { config: { location }, tables });

  t.is(found.tables['plain']?.files.length, 1);
  t.is(found.tables['book']?.error?.code, 'driver_unfit');
  const bucket = { config: { location: 's3://bucket/x' }, tables };
  await t.throwsAsync(collectRead(connector, bucket), { code: 'driver_unfit' });
});

test('without the extension a workbook fails by its name, and other tables go on', async (t) => {
  const location = await folderWith(t, { 'a.csv': 'a\n1\n', 'b.xlsx': '' });
  const tables = [planned('b.xlsx', { id: 'book' }), planned('a.csv', { id: 'plain' })];
  const found = await read(t, { config: { location }, tables, extensionFolder: await folderWith(t, {}) });

  t.like(found.tables['book']?.error, { code: 'extension_unavailable', class: 'ExtensionUnavailable' });
  t.regex(found.tables['book']?.error?.message ?? '', /"excel"/);
  t.is(found.tables['plain']?.files.length, 1);
});

withExtensions('a workbook becomes a table with dates, numbers and texts', async (t) => {
  const location = await folderWith(t, {});
  const day =
    "DATE '2026-02-03' AS day, TIMESTAMP '2026-02-03 04:05:06' AS at, 1.5 AS price, true AS paid, 'ä' AS name";
  await writeSheet(join(location, 'sales [1].xlsx'), 'One', `SELECT ${day}`);
  const config = { location, xlsx: { sheet: 'One' } };
  const found = await read(t, { config, tables: [planned('sales [1].xlsx')] });

  t.is(found.tables['table']?.error, undefined);
  t.deepEqual(found.tables['table']?.files[0]?.format, { kind: 'parquet' });
  t.deepEqual(await rowsIn(found.tables['table']), [
    { day: '2026-02-03', at: '2026-02-03 04:05:06', price: 1.5, paid: true, name: 'ä' },
  ]);
  const state = found.tables['table']?.state;
  const again = await read(t, { config, tables: [planned('sales [1].xlsx', { state })] });
  t.true(again.tables['table']?.unchanged);
  const missing = { location, xlsx: { sheet: 'Two' } };
  const other = await read(t, { config: missing, tables: [planned('sales [1].xlsx', { state })] });
  t.is(other.tables['table']?.error?.code, 'file_malformed');
});

withExtensions(
  'the value of a formula is what the workbook has stored, and a range is what is read of it',
  async (t) => {
    const location = await folderWith(t, {});
    await writeFile(
      join(location, 'f.xlsx'),
      await readFile(new URL('support/formula.xlsx', import.meta.url)),
    );
    const first = await read(t, { config: { location }, tables: [planned('f.xlsx')] });
    const second = await read(t, {
      config: { location, xlsx: { sheet: 'Second', range: 'B1:B2' } },
      tables: [planned('f.xlsx')],
    });

    t.deepEqual(await rowsIn(first.tables['table']), [{ net: 10, gross: 12.1 }]);
    t.deepEqual(await rowsIn(second.tables['table']), [{ there: 2 }]);
  },
);

withExtensions(
  'a cell that is not like the first of its column makes the column text, or null, or fails',
  async (t) => {
    const location = await folderWith(t, {});
    const book = join(location, 'odd.xlsx');
    // A column of two types can only be written by way of a hand-made file.
    await writeFile(book, await readFile(new URL('support/odd.xlsx', import.meta.url)));
    const by = async (onTypeError: 'evolve' | 'discard' | 'freeze') =>
      read(t, { config: { location }, tables: [planned('odd.xlsx', { onTypeError })] });

    const evolved = await by('evolve');
    t.deepEqual(await rowsIn(evolved.tables['table']), [
      { n: '1', m: 5 },
      { n: 'none', m: 6 },
    ]);
    t.is(evolved.notices[0]?.code, 'column_type_fallback');
    const nulled = await by('discard');
    t.deepEqual(await rowsIn(nulled.tables['table']), [
      { n: 1, m: 5 },
      { n: null, m: 6 },
    ]);
    t.is(nulled.notices[0]?.code, 'values_nulled');
    t.is((await by('freeze')).tables['table']?.error?.code, 'file_malformed');
  },
);

withExtensions(
  'objects of every format are read below the prefix, and those that are as they were are not',
  async (t) => {
    const { config, secrets, asked, objects } = await openStore(t, { duckdb, canary });
    const tables = [
      planned('orders', { id: 'orders', name: 'orders' }),
      planned('c.parquet', { id: 'c', name: 'c' }),
      planned('d.ndjson', { id: 'd', name: 'd' }),
      planned('nothing', { id: 'none', name: 'none' }),
    ];
    const found = await read(t, { config, tables, secrets });

    t.deepEqual(await rowsIn(found.tables['orders']), [
      { id: '001', name: 'a' },
      { id: '002', name: 'b' },
    ]);
    t.deepEqual(await rowsIn(found.tables['c']), [{ id: 3, name: 'c' }]);
    t.is((await rowsIn(found.tables['d'])).length, 2);
    t.is(found.tables['none']?.error?.code, 'no_files');
    t.false(asked.some((line) => line.includes('/out/')));
    t.false(JSON.stringify(found).includes(canary));

    asked.length = 0;
    const state = found.tables['orders']?.state;
    const again = await read(t, { config, tables: [planned('orders', { state })], secrets });
    t.true(again.tables['table']?.unchanged);
    t.false(asked.some((line) => line === 'GET /bucket/in/orders/1.csv'));

    objects.set('in/orders/3.csv', Buffer.from('id,name\n003,c\n'));
    const grown = await read(t, { config, tables: [planned('orders', { state })], secrets });
    t.is(grown.tables['table']?.files.length, 3);
    const small = { ...config, max_bytes: 20 };
    const capped = await read(t, { config: small, tables: [planned('orders')], secrets });
    t.is(capped.tables['table']?.error?.code, 'budget_exceeded');
  },
);

withExtensions('a key that is wrong or a bucket that is not there says so, and no key is told', async (t) => {
  const { config, secrets } = await openStore(t, { duckdb, canary });
  const failing = async (settings: Settings, values: Readonly<Record<string, string>>) => {
    const error = await t.throwsAsync(
      read(t, { config: settings, tables: [planned('orders')], secrets: values }),
    );
    t.false(JSON.stringify([error?.message, error?.stack, String(error?.cause)]).includes(canary));
    return error && 'code' in error ? error.code : undefined;
  };

  t.is(await failing(config, { 's3.key_env': 'OTHER', 's3.secret_key_env': canary }), 'auth_expired');
  t.is(await failing(config, { 's3.key_env': 'KEY', 's3.secret_key_env': `${canary}x` }), 'auth_expired');
  t.is(await failing({ ...config, location: 's3://nowhere/in' }, secrets), 'not_found_upstream');
});
