import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { PlannedTable } from '@agnes/sdk/connector';
import { collectRead } from '@agnes/sdk/testing';
import test, { type ExecutionContext } from 'ava';
import type { TableStaged } from '../../host/extract/take-in-messages.ts';
import { stageTables, takeInLimits } from '../../host/extract/take-in-process.ts';
import extension from '../../plugins/connector-files/extension.ts';
import type { Settings } from '../../plugins/connector-files/settings.ts';
import { planned } from '../../plugins/connector-files/test/folder.ts';
import { fetchExtensions } from '../../plugins/connector-files/test/support/extensions.ts';
import { startS3 } from '../../plugins/connector-files/test/support/s3-server.ts';
import { plainRows } from '../extract/support/plain-duckdb.ts';
import { tempFolder } from '../support/temp-folder.ts';

const secret = 'canary-of-stores-81ac';

type Objects = Readonly<Record<string, string | Uint8Array>>;
type Wanted = Readonly<Record<string, Partial<PlannedTable>>>;

/** A store with these objects, and what becomes of tables of it once the host has taken them in. */
const openLab = async (t: ExecutionContext, objects: Objects) => {
  const extensionFolder = await tempFolder(t);
  const isThere = await fetchExtensions(extensionFolder);
  const all = Object.entries(objects).map(([name, body]) => [`in/${name}`, Buffer.from(body)] as const);
  const store = await startS3({ name: 'bucket', keyId: 'KEY', secret, objects: new Map(all) });
  t.teardown(store.close);
  const s3 = { endpoint: store.endpoint, use_ssl: false, url_style: 'path', region: 'eu-west-1' } as const;
  const secrets = { 's3.key_env': 'KEY', 's3.secret_key_env': secret };
  const take = async (wanted: Wanted, more: Partial<Settings> = {}) => {
    const [staging, scratch] = [await tempFolder(t), join(await tempFolder(t), 'parquet')];
    await mkdir(scratch);
    const config: Settings = { location: 's3://bucket/in', s3, ...more };
    const tables = Object.entries(wanted).map(([id, one]) =>
      planned(one.sourceTable ?? '', { ...one, id, name: id }),
    );
    const found = await collectRead(extension, { config, tables, secrets, staging, extensionFolder });
    const inputs = tables.flatMap(({ id, name, onTypeError = 'evolve' }) => {
      const files = found.tables[id]?.files ?? [];
      return files.length === 0 ? [] : [{ id, name, files, primaryKey: [], onTypeError }];
    });
    const request = { scratch, allowedPaths: [staging], tables: inputs, limits: takeInLimits };
    const staged = await stageTables({ command: 'stage', ...request }, new AbortController().signal);
    const byId = new Map(staged.map((one) => [one.id, one]));
    return Object.fromEntries(
      tables.map(({ id }) => [id, takenIn(byId.get(id), found.tables[id]?.error)] as const),
    );
  };
  return { isThere, take };
};

const takenIn = (staged: TableStaged | undefined, error: { code: string; message: string } | undefined) => {
  if (staged?.status !== 'staged') {
    const { code, message } = error ?? (staged?.status === 'failed' ? staged.error : {});
    return { code, message };
  }
  const { columns, nulled, parts, rows } = staged.data;
  const types = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
  return { types, nulled, rows, from: `read_parquet('${parts[0]?.path}')` };
};

const numbered = (last: string): string =>
  `n,name\n${Array.from({ length: 40_000 }, (_, index) => `${index},x${index === 5 ? '"y"' : ''}`).join('\n')}\n${last}`;

const objects: Objects = {
  'fraction.csv': numbered('1.5,a\n'),
  'word.csv.gz': gzipSync(numbered('abc,c\n')),
  'plain/1.csv': '1;ä\n2;b\n3;\n',
  'plain/2.csv': '',
  'marks.csv': "a|b\n-|'x|y'\n2|-\n",
  'torn.csv': 'a,b,c\n1,2,3,4\n1,2,3\n',
  'big.json':
    '[{"n": 1234567890123456789012345678,\n "at": "12:30", "s": "a\\nb", "l": [1,\r\n 2]}, {"n": 2}]',
  'lines.ndjson.gz': gzipSync('{"a":1}\n{"a":"x"}\n'),
};

test('text in a store is understood as in a folder, behind the sample as well', async (t) => {
  const { isThere, take } = await openLab(t, objects);
  if (!isThere) {
    t.pass("Not run, because DuckDB's extensions cannot be had here.");
    return;
  }
  const found = await take({
    fraction: { sourceTable: 'fraction.csv' },
    frozen: { sourceTable: 'fraction.csv', onTypeError: 'freeze' },
    word: { sourceTable: 'word.csv.gz' },
    nulled: { sourceTable: 'word.csv.gz', onTypeError: 'discard' },
    plain: { sourceTable: 'plain' },
    torn: { sourceTable: 'torn.csv' },
    lines: { sourceTable: 'lines.ndjson.gz' },
  });

  t.deepEqual(found['fraction']?.types, { n: 'DOUBLE', name: 'VARCHAR' });
  const sum = await plainRows(t, `SELECT sum(n) - 799980000 AS rest FROM ${found['fraction']?.from}`);
  t.deepEqual(sum, [{ rest: 1.5 }]);
  t.is(found['frozen']?.code, 'bad_row');
  t.deepEqual(found['word']?.types, { n: 'VARCHAR', name: 'VARCHAR' });
  t.like(found['nulled'], { types: { n: 'BIGINT' }, nulled: { n: 1 } });
  t.deepEqual(await plainRows(t, `FROM ${found['plain']?.from}`), [
    { column0: '1', column1: 'ä' },
    { column0: '2', column1: 'b' },
    { column0: '3', column1: null },
  ]);
  t.is(found['torn']?.code, 'file_malformed');
  t.deepEqual(await plainRows(t, `FROM ${found['lines']?.from}`), [{ a: '1' }, { a: 'x' }]);

  const asText = await take(
    { big: { sourceTable: 'big.json' }, marks: { sourceTable: 'marks.csv' } },
    {
      ...{ all_text: true, csv: { nullstr: '-' } },
    },
  );
  t.deepEqual(await plainRows(t, `FROM ${asText['big']?.from}`), [
    { n: '1234567890123456789012345678', at: '12:30', s: 'a\nb', l: '[1,2]' },
    { n: '2', at: null, s: null, l: null },
  ]);
  t.deepEqual(await plainRows(t, `FROM ${asText['marks']?.from}`), [
    { a: null, b: 'x|y' },
    { a: '2', b: null },
  ]);
  const typed = await take(
    { big: { sourceTable: 'big.json' } },
    { types: { n: 'DECIMAL(38,0)', at: 'VARCHAR' } },
  );
  t.like(typed['big']?.types, { n: 'DECIMAL(38,0)', at: 'VARCHAR' });
  t.deepEqual(await plainRows(t, `SELECT n, "at" FROM ${typed['big']?.from} LIMIT 1`), [
    { n: '1234567890123456789012345678', at: '12:30' },
  ]);
});
