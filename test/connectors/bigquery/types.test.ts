import test from 'ava';
import { clientAccess } from '../../../plugins/connector-bigquery/client-access.ts';
import { columnsOf } from '../../../plugins/connector-bigquery/column-types.ts';
import { tokensOf } from '../../../plugins/connector-bigquery/tokens.ts';
import { rowReader } from '../../../plugins/connector-bigquery/values.ts';
import { rowEncoder } from '../../../sdk/extract/encode.ts';
import { BigQueryServer } from '../../support/bigquery-server/bigquery-server.ts';
import { contextFor, seed, settingsFor } from '../../support/bigquery-server/lab.ts';

const kinds = `SELECT 9007199254740993 AS big, 7::BIGINT AS small, 1.5::DOUBLE AS half, 'NaN'::DOUBLE AS nan,
  true AS yes, 'Zürich' AS word, '\\x00\\xFF'::BLOB AS bytes, DATE '2024-02-29' AS day, TIME '12:34:56.5' AS at,
  TIMESTAMP '2024-02-29 01:02:03.000004' AS local, TIMESTAMPTZ '1969-12-31 23:59:59.999999+00' AS instant,
  12.345::DECIMAL(10,3) AS price, 0.000000001::DECIMAL(38,9) AS fine, [1,2,NULL]::BIGINT[] AS list,
  {'a': 1::BIGINT, 'b': [{'c': DATE '2024-01-01'}]} AS nested, NULL::VARCHAR AS nothing, '{"k":1}' AS doc, 'POINT(1 2)' AS place`;

const types = {
  big: 'BIGINT',
  small: 'BIGINT',
  half: 'DOUBLE',
  nan: 'DOUBLE',
  yes: 'BOOLEAN',
  word: 'VARCHAR',
  bytes: 'BLOB',
  day: 'DATE',
  at: 'TIME',
  local: 'TIMESTAMP',
  instant: 'TIMESTAMPTZ',
  price: 'DECIMAL(10,3)',
  fine: 'DECIMAL(38,9)',
  list: 'BIGINT[]',
  nested: 'JSON',
  nothing: 'VARCHAR',
  doc: 'VARCHAR',
  place: 'VARCHAR',
};

const row = {
  big: '9007199254740993',
  small: 7,
  half: 1.5,
  nan: Number.NaN,
  yes: true,
  word: 'Zürich',
  bytes: 'AP8=',
  day: '2024-02-29',
  at: '12:34:56.5',
  local: '2024-02-29T01:02:03.000004',
  instant: '1969-12-31T23:59:59.999999Z',
  price: '12.345',
  fine: '0.000000001',
  list: [1, 2, null],
  nested: { a: 1, b: [{ c: '2024-01-01' }] },
  nothing: null,
  doc: '{"k":1}',
  place: 'POINT(1 2)',
};

let server: BigQueryServer;
test.before(async () => {
  server = await BigQueryServer.start([seed('kinds', kinds, { types: { doc: 'JSON', place: 'GEOGRAPHY' } })]);
});
test.after.always(() => server.stop());

test('every type of BigQuery has one here, and its values keep their meaning', async (t) => {
  const config = settingsFor(server);
  const access = clientAccess({ config, tokens: tokensOf(contextFor(config)) });

  const [batch] = await Array.fromAsync(access.readTable({ dataset: 'sales', table: 'kinds' }, undefined));

  t.deepEqual(Object.fromEntries(batch?.columns.map(({ name, type }) => [name, type]) ?? []), types);
  t.deepEqual(batch?.rows, [row]);
});

test('what a structure holds is exact as JSON, whatever is in it', (t) => {
  const inside = ['INT64', 'FLOAT64', 'JSON'].map((type) => ({ name: type.toLowerCase(), type }));
  const fields = [
    { name: 'one', type: 'RECORD', fields: [...inside, { name: 'deep', type: 'STRUCT', fields: inside }] },
    { name: 'many', type: 'RECORD', mode: 'REPEATED', fields: inside },
    { name: 'list', type: 'FLOAT64', mode: 'REPEATED' },
  ];
  const item = (...values: unknown[]) => ({ v: { f: values.map((v) => ({ v })) } });
  const big = item('9223372036854775807', 'NaN', '{"k":1}');
  const small = item('-7', '-Infinity', null);
  const one = item('-9007199254740993', 'Infinity', null, big.v);

  const row = rowReader(fields)({ f: [one, { v: [big, small] }, { v: [{ v: 'NaN' }, { v: null }] }] });

  const lines = rowEncoder('t', columnsOf(fields))(row);
  const first = '{"int64":9223372036854775807,"float64":"NaN","json":"{\\"k\\":1}"}';
  t.is(
    lines,
    `{"one":{"int64":-9007199254740993,"float64":"Infinity","json":null,"deep":${first}},"many":[${first},{"int64":-7,"float64":"-Infinity","json":null}],"list":["NaN",null]}\n`,
  );
});

test('a number has the type it is declared with, and one that is too wide is text', (t) => {
  const field = (type: string, more: { precision?: string; scale?: string; mode?: string }) =>
    columnsOf([{ name: 'n', type, ...more }])[0]?.type;

  t.is(field('NUMERIC', {}), 'DECIMAL(38,9)');
  t.is(field('NUMERIC', { precision: '12' }), 'DECIMAL(12,0)');
  t.is(field('BIGNUMERIC', {}), 'VARCHAR');
  t.is(field('BIGNUMERIC', { precision: '38', scale: '20' }), 'DECIMAL(38,20)');
  t.is(field('BIGNUMERIC', { precision: '50', scale: '2' }), 'VARCHAR');
  t.is(field('INTERVAL', {}), 'VARCHAR');
  t.is(field('DATE', { mode: 'REPEATED' }), 'DATE[]');
  t.is(field('RECORD', { mode: 'REPEATED' }), 'JSON');
});
