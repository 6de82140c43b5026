import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBTypeId } from '@duckdb/node-api';
import test from 'ava';
import { arrowAnswer } from './support/arrow-answer.ts';
import { arrowValues } from './support/arrow-values.ts';
import { inDuckDb, openLab } from './support/query-lab.ts';

type Line = readonly string[];

/** The table of docs/values.md: type, example, JSON, CSV, parquet, Arrow. */
const lines = async (): Promise<readonly Line[]> => {
  const page = await readFile('docs/values.md', 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) =>
    row
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.replaceAll('`', '')),
  );
};

const parquetOf = async (
  { pool, scope }: Awaited<ReturnType<typeof openLab>>,
  sql: string,
): Promise<Buffer> => {
  const { body } = await pool.run({ scope, sql, limit: 10, format: 'parquet', timeoutMs: 60_000 });
  // Few bytes are there as a whole.
  return body as Buffer;
};

test('T34: each type is written in each form as docs/values.md says', async (t) => {
  const lab = await openLab(t);
  const written = await lines();
  const select = `SELECT ${written.map(([, example], index) => `${example} AS v${index}`).join(', ')}`;
  const path = join(lab.folder, 'answer.parquet');

  const json = await lab.ask(select);
  const csv = await Promise.all(
    written.map(([, example]) => lab.ask(`SELECT ${example} AS v`, { format: 'csv' })),
  );
  const { table } = await arrowAnswer(lab, select);
  await writeFile(path, await parquetOf(lab, select));

  t.deepEqual(
    json.types,
    written.map(([type]) => type),
  );
  t.is(json.rows, `,[${written.map(([, , value]) => value).join(',')}]\n`);
  t.deepEqual(
    csv.map(({ rows }) => rows),
    written.map(([, , , value]) => `v\n${value}\n`),
  );
  const [types] = (await inDuckDb(`SELECT typeof(COLUMNS(*)) FROM '${path}'`)) as [readonly string[]];
  t.deepEqual(
    types,
    written.map(([, , , , type]) => type),
  );
  t.deepEqual(
    arrowValues(table).types,
    written.map(([, , , , , type]) => type),
  );
});

test('parquet holds intervals, times with a zone and wide integers in lists exactly', async (t) => {
  const lab = await openLab(t);
  const path = join(lab.folder, 'answer.parquet');
  const sql = `SELECT INTERVAL '-1 month 0.000001 seconds' AS i, '12:00:00+02:30'::TIMETZ AS z,
               [9223372036854775808::HUGEINT] AS l, {'a b': INTERVAL '-1 day'} AS s, map {1::HUGEINT: '0'::BIT} AS m`;

  await writeFile(path, await parquetOf(lab, sql));

  t.deepEqual(await inDuckDb(`SELECT COLUMNS(*)::VARCHAR FROM '${path}'`), [
    ['-1 month 00:00:00.000001', '12:00:00+02:30', '[9223372036854775808]', "{'a b': -1 day}", '{1=0}'],
  ]);
});

test('repeated names of columns are numbered, but not where JSON lists them', async (t) => {
  const lab = await openLab(t);
  const path = join(lab.folder, 'answer.parquet');
  const sql = 'SELECT 1 AS a, 2 AS a';

  const { columns } = await lab.ask(sql);
  const ndjson = await lab.ask(sql, { format: 'ndjson' });
  const csv = await lab.ask(sql, { format: 'csv' });
  const { table } = await arrowAnswer(lab, sql);
  await writeFile(path, await parquetOf(lab, sql));

  t.deepEqual(columns, ['a', 'a']);
  t.is(ndjson.rows, '{"a":1,"a_1":2}\n');
  t.is(csv.rows, 'a,a_1\n1,2\n');
  t.deepEqual(
    table.schema.fields.map(({ name }) => name),
    ['a', 'a_1'],
  );
  t.deepEqual(await inDuckDb(`SELECT a, a_1 FROM '${path}'`), [[1, 2]]);
});

test('docs/values.md has a line for every type of DuckDB that a column can have', async (t) => {
  const written = (await lines()).map(([type = '']) => type);
  const of = (name: string): boolean =>
    written.some((type) => new RegExp(shapes[name] ?? `^${name}\\b`).test(type));

  const missing = Object.keys(DuckDBTypeId).filter(
    (name) => Number.isNaN(Number(name)) && !never.has(name) && !of(name),
  );

  t.deepEqual(missing, []);
});

const shapes: Readonly<Record<string, string>> = {
  TIME_TZ: '^TIME WITH TIME ZONE$',
  TIMESTAMP_TZ: '^TIMESTAMP WITH TIME ZONE$',
  LIST: '\\[\\]$',
  ARRAY: '\\[\\d+\\]$',
};

/** Types of literals and of nothing; a column of an answer has another one. */
const never = new Set(['INVALID', 'ANY', 'SQLNULL', 'STRING_LITERAL', 'INTEGER_LITERAL']);
