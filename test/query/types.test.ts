import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { inDuckDb, openLab } from './support/query-lab.ts';

/** One value of each type: SQL, DuckDB's name of the type, its JSON. */
const values: readonly (readonly [sql: string, type: string, json: string])[] = [
  ['TRUE', 'BOOLEAN', 'true'],
  ['(-128)::TINYINT', 'TINYINT', '-128'],
  ['32767::SMALLINT', 'SMALLINT', '32767'],
  ['2147483647', 'INTEGER', '2147483647'],
  ['9223372036854775807::BIGINT', 'BIGINT', '9223372036854775807'],
  ['18446744073709551615::UBIGINT', 'UBIGINT', '18446744073709551615'],
  ['170141183460469231731687303715884105727::HUGEINT', 'HUGEINT', '170141183460469231731687303715884105727'],
  [
    '340282366920938463463374607431768211455::UHUGEINT',
    'UHUGEINT',
    '340282366920938463463374607431768211455',
  ],
  [`'${'1234567890'.repeat(6)}'::BIGNUM`, 'BIGNUM', '1234567890'.repeat(6)],
  ['0.1::FLOAT', 'FLOAT', '0.1'],
  ['1e300::DOUBLE', 'DOUBLE', '1e300'],
  ['-0.25::DOUBLE', 'DOUBLE', '-0.25'],
  ["'nan'::DOUBLE", 'DOUBLE', '"NaN"'],
  ["'inf'::DOUBLE", 'DOUBLE', '"Infinity"'],
  ["'-inf'::FLOAT", 'FLOAT', '"-Infinity"'],
  ['1.10::DECIMAL(9, 2)', 'DECIMAL(9,2)', '"1.10"'],
  ['12345678901234567890.123456789::DECIMAL(38, 9)', 'DECIMAL(38,9)', '"12345678901234567890.123456789"'],
  ['\'a "quoted" \\ line\nand é 😀 \t\'', 'VARCHAR', '"a \\"quoted\\" \\\\ line\\nand é 😀 \\t"'],
  ["''", 'VARCHAR', '""'],
  ["chr(1) || ','", 'VARCHAR', '"\\u0001,"'],
  ["'\\xAA=x'::BLOB", 'BLOB', '"\\\\xAA=x"'],
  ["'0101'::BIT", 'BIT', '"0101"'],
  ["DATE '0044-03-15 (BC)'", 'DATE', '"0044-03-15 (BC)"'],
  ["DATE '2026-02-28'", 'DATE', '"2026-02-28"'],
  ["TIME '23:59:59.999999'", 'TIME', '"23:59:59.999999"'],
  ["'12:00:00+02'::TIMETZ", 'TIME WITH TIME ZONE', '"12:00:00+02"'],
  ["TIMESTAMP '2026-01-02 03:04:05.000006'", 'TIMESTAMP', '"2026-01-02 03:04:05.000006"'],
  ["'2026-01-02 03:04:05.000000007'::TIMESTAMP_NS", 'TIMESTAMP_NS', '"2026-01-02 03:04:05.000000007"'],
  ["'2026-01-02 03:04:05+02'::TIMESTAMPTZ", 'TIMESTAMP WITH TIME ZONE', '"2026-01-02 01:04:05+00:00"'],
  ["'infinity'::TIMESTAMPTZ", 'TIMESTAMP WITH TIME ZONE', '"infinity"'],
  ["INTERVAL '1 month -3 days 4 seconds'", 'INTERVAL', '"1 month -3 days 00:00:04"'],
  ["'00000000-0000-0000-0000-00000000000a'::UUID", 'UUID', '"00000000-0000-0000-0000-00000000000a"'],
  ['\'{"a": [1]}\'::JSON', 'JSON', '"{\\"a\\": [1]}"'],
  ["'x'::ENUM('x', 'y')", "ENUM('x', 'y')", '"x"'],
  ['[1, NULL]', 'INTEGER[]', '"[1, NULL]"'],
  ['array_value(1, 2)', 'INTEGER[2]', '"[1, 2]"'],
  ["{'a': 1.50::DECIMAL(4, 2)}", 'STRUCT("a" DECIMAL(4,2))', '"{\'a\': 1.50}"'],
  ["map {'k': 1}", 'MAP(VARCHAR, INTEGER)', '"{k=1}"'],
  ['union_value(k := 3)', 'UNION("k" INTEGER)', '"3"'],
  ['NULL::INTEGER', 'INTEGER', 'null'],
  ['NULL::VARCHAR', 'VARCHAR', 'null'],
  ['NULL::DOUBLE', 'DOUBLE', 'null'],
  ['NULL', 'INTEGER', 'null'],
];

const all = `SELECT ${values.map(([sql], index) => `${sql} AS v${index}`).join(', ')}`;

test('T34: each type has its JSON form, exact for integers of any width', async (t) => {
  const lab = await openLab(t);

  const { types, rows } = await lab.ask(all);

  t.deepEqual(
    types,
    values.map(([, type]) => type),
  );
  t.is(rows, `,[${values.map(([, , json]) => json).join(',')}]\n`);
});

test('NDJSON holds the same values under their names, repeated names numbered', async (t) => {
  const lab = await openLab(t);

  const { rows } = await lab.ask("SELECT 1 AS a, 1.50::DECIMAL(3, 2) AS a, 'x' AS \"it's\", NULL AS b", {
    format: 'ndjson',
  });

  t.is(rows, `{"a":1,"a_1":"1.50","it's":"x","b":null}\n`);
});

test('large answers, written by DuckDB itself, hold the same text as small ones', async (t) => {
  const lab = await openLab(t);

  const small = await lab.ask(all, { limit: 10 });
  const large = await lab.ask(all, { limit: 1_000_000 });

  t.is(large.rows, small.rows);
});

test('a CSV cell or header that a spreadsheet would run gets an apostrophe, unless raw is asked for', async (t) => {
  const lab = await openLab(t);
  const sql = `SELECT unnest(['=1+1', '+1', '-1', '@x', chr(9) || 'x', 'a=b', NULL]) AS "=cell", -1 AS n`;

  const safe = await lab.ask(sql, { format: 'csv' });
  const raw = await lab.ask(sql, { format: 'csv', csvRaw: true });

  t.is(safe.rows, "'=cell,n\n'=1+1,-1\n'+1,-1\n'-1,-1\n'@x,-1\n'\tx,-1\na=b,-1\n,-1\n");
  t.is(raw.rows, '=cell,n\n=1+1,-1\n+1,-1\n-1,-1\n@x,-1\n\tx,-1\na=b,-1\n,-1\n');
});

test('parquet keeps decimals, dates and nested types, and wide integers exactly', async (t) => {
  const lab = await openLab(t);
  const path = join(lab.folder, 'answer.parquet');
  const request = { scope: lab.scope, limit: 10, format: 'parquet', timeoutMs: 60_000 } as const;

  const { body } = await lab.pool.run({
    ...request,
    sql: `SELECT 1.10::DECIMAL(9, 2) AS d, DATE '2026-01-02' AS day, [1] AS l, {'a': 1} AS s,
          9223372036854775808::HUGEINT AS wide, 1 AS same, 2 AS same`,
  });
  await writeFile(path, body as Buffer);

  t.deepEqual(await inDuckDb(`SELECT typeof(COLUMNS(*)) FROM '${path}'`), [
    ['DECIMAL(9,2)', 'DATE', 'INTEGER[]', 'STRUCT(a INTEGER)', 'DECIMAL(38,0)', 'INTEGER', 'INTEGER'],
  ]);
  t.deepEqual(await inDuckDb(`SELECT d, wide FROM '${path}'`), [['1.10', '9223372036854775808']]);
});

test('rows come in the order the statement asks for, in every form', async (t) => {
  const lab = await openLab(t);
  const sql = 'SELECT id FROM orders ORDER BY id % 5, id DESC';
  const expected = [10, 5, 11, 6, 1, 12, 7, 2, 8, 3, 9, 4];

  const small = await lab.ask(sql, { limit: 12, format: 'ndjson' });
  const large = await lab.ask(sql, { limit: 100_000, format: 'ndjson' });
  const csv = await lab.ask(sql, { format: 'csv', limit: 100_000 });

  t.is(small.rows, expected.map((id) => `{"id":${id}}\n`).join(''));
  t.is(large.rows, small.rows);
  t.is(csv.rows, `id\n${expected.join('\n')}\n`);
});
