import test from 'ava';
import { arrowAnswer } from './support/arrow-answer.ts';
import { arrowValues } from './support/arrow-values.ts';
import { openLab } from './support/query-lab.ts';

/** One value of each type: SQL, the type in Arrow, what a reader gets. Wide integers and decimals as their digits. */
const values: readonly (readonly [sql: string, type: string, value: unknown])[] = [
  ['TRUE', 'Bool', true],
  ['(-128)::TINYINT', 'Int8', -128],
  ['32767::SMALLINT', 'Int16', 32_767],
  ['-2147483647', 'Int32', -2_147_483_647],
  ['9223372036854775807::BIGINT', 'Int64', '9223372036854775807'],
  ['255::UTINYINT', 'Uint8', 255],
  ['65535::USMALLINT', 'Uint16', 65_535],
  ['4294967295::UINTEGER', 'Uint32', 4_294_967_295],
  ['18446744073709551615::UBIGINT', 'Uint64', '18446744073709551615'],
  [`${'9'.repeat(38)}::HUGEINT`, 'Decimal[38e0]', '9'.repeat(38)],
  ['(-1)::HUGEINT', 'Decimal[38e0]', '-1'],
  ['7::UHUGEINT', 'Decimal[38e0]', '7'],
  [`'${'1234567890'.repeat(6)}'::BIGNUM`, 'Utf8', '1234567890'.repeat(6)],
  ['0.5::FLOAT', 'Float32', 0.5],
  ['1e300::DOUBLE', 'Float64', 1e300],
  ["'nan'::DOUBLE", 'Float64', Number.NaN],
  ["'inf'::DOUBLE", 'Float64', Number.POSITIVE_INFINITY],
  ["'-inf'::FLOAT", 'Float32', Number.NEGATIVE_INFINITY],
  ['(-1.10)::DECIMAL(4, 2)', 'Decimal[4e+2]', '-110'],
  ['1.10::DECIMAL(9, 2)', 'Decimal[9e+2]', '110'],
  ['1.10::DECIMAL(18, 2)', 'Decimal[18e+2]', '110'],
  ['12345678901234567890.123456789::DECIMAL(38, 9)', 'Decimal[38e+9]', '12345678901234567890123456789'],
  ["'é 😀'", 'Utf8', 'é 😀'],
  ["'more than twelve bytes, so it lies elsewhere'", 'Utf8', 'more than twelve bytes, so it lies elsewhere'],
  ["''", 'Utf8', ''],
  ["'\\xAA\\x00'::BLOB", 'Binary', 'aa00'],
  ["'0101'::BIT", 'Utf8', '0101'],
  ["DATE '1969-12-31'", 'Date32<DAY>', '-1'],
  ["TIME '23:59:59.999999'", 'Time64<MICROSECOND>', '86399999999'],
  ["'00:00:00.000000007'::TIME_NS", 'Time64<NANOSECOND>', '7'],
  ["'12:00:00+02'::TIMETZ", 'Utf8', '12:00:00+02'],
  ["TIMESTAMP '1970-01-01 00:00:01.000006'", 'Timestamp<MICROSECOND>', '1000006'],
  ["'1970-01-01 00:00:01'::TIMESTAMP_S", 'Timestamp<SECOND>', '1'],
  ["'1970-01-01 00:00:01.002'::TIMESTAMP_MS", 'Timestamp<MILLISECOND>', '1002'],
  ["'1970-01-01 00:00:00.000000007'::TIMESTAMP_NS", 'Timestamp<NANOSECOND>', '7'],
  ["'1970-01-01 02:00:01+02'::TIMESTAMPTZ", 'Timestamp<MICROSECOND, UTC>', '1000000'],
  ["'infinity'::TIMESTAMP", 'Timestamp<MICROSECOND>', '9223372036854775807'],
  ["INTERVAL '1 month -3 days 4 seconds'", 'Utf8', '1 month -3 days 00:00:04'],
  ["'00000000-0000-0000-0000-00000000000a'::UUID", 'Utf8', '00000000-0000-0000-0000-00000000000a'],
  ['\'{"a": [1]}\'::JSON', 'Utf8', '{"a": [1]}'],
  ["'x'::ENUM('x', 'y')", 'Utf8', 'x'],
  ['[1, NULL]', 'List<Int32>', [1, null]],
  ['[]::VARCHAR[]', 'List<Utf8>', []],
  ['[[1.5], NULL, []]', 'List<List<Decimal[2e+1]>>', [['15'], null, []]],
  ['array_value(1, 2)', 'FixedSizeList[2]<Int32>', [1, 2]],
  [
    "{'a': 1.50::DECIMAL(4, 2), 'it''s \"b\"': 'x'::ENUM('x')}",
    'Struct<{a:Decimal[4e+2], it\'s "b":Utf8}>',
    { a: '150', 'it\'s "b"': 'x' },
  ],
  ["{'a': {'b': [{'c': 1}]}}", 'Struct<{a:Struct<{b:List<Struct<{c:Int32}>>}>}>', { a: { b: [{ c: 1 }] } }],
  ["map {'k': 1, 'l': NULL}", 'Map<{key:Utf8, value:Int32}>', { k: 1, l: null }],
  ["map {'x'::ENUM('x'): 1::HUGEINT}", 'Map<{key:Utf8, value:Decimal[38e0]}>', { x: '1' }],
  ["row(1, 'x')", 'Utf8', '(1, x)'],
  ['union_value(k := 3)', 'Utf8', '3'],
  ['NULL::INTEGER', 'Int32', null],
  ['NULL::VARCHAR', 'Utf8', null],
  ['NULL::BOOLEAN', 'Bool', null],
  ['NULL::INTEGER[]', 'List<Int32>', null],
  ['NULL::STRUCT(a INTEGER)', 'Struct<{a:Int32}>', null],
  ['NULL', 'Int32', null],
];

test('each type has its Arrow type and its exact value', async (t) => {
  const lab = await openLab(t);
  const all = `SELECT ${values.map(([sql], index) => `${sql} AS v${index}`).join(', ')}`;

  const { table } = await arrowAnswer(lab, all);

  const { types, rows } = arrowValues(table);
  t.deepEqual(
    types,
    values.map(([, type]) => type),
  );
  t.deepEqual(rows, [values.map(([, , value]) => value)]);
});
