import test from 'ava';
import { typedColumns } from '../columns.ts';
import { readTable } from '../upstream-table.ts';

const said = (provider: string, values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([key, value]) => ({ key: `KBC.datatype.${key}`, value, provider }));

const typesOf = (entries: readonly object[], decimal: 'double' | 'exact' = 'double') =>
  typedColumns(['c'], { c: entries }, { decimal })[0]?.type;

test('every base type has its type, and what is unknown is text', (t) => {
  const types = {
    STRING: 'VARCHAR',
    VARCHAR: 'VARCHAR',
    TEXT: 'VARCHAR',
    INTEGER: 'BIGINT',
    BIGINT: 'BIGINT',
    NUMERIC: 'DOUBLE',
    DECIMAL: 'DOUBLE',
    FLOAT: 'DOUBLE',
    DOUBLE: 'DOUBLE',
    BOOLEAN: 'BOOLEAN',
    DATE: 'DATE',
    TIMESTAMP: 'TIMESTAMP',
    TIMESTAMP_NTZ: 'TIMESTAMP',
    TIMESTAMP_TZ: 'TIMESTAMPTZ',
    timestamp: 'TIMESTAMP',
    GEOGRAPHY: 'VARCHAR',
  };

  for (const [basetype, type] of Object.entries(types))
    t.is(typesOf(said('user', { basetype })), type, basetype);
  t.is(typesOf([]), 'VARCHAR');
  t.is(typesOf(said('user', { type: 'DATE' })), 'DATE');
});

test('a person is believed before enrichment, that before a transformation, and that before anybody else', (t) => {
  const providers = ['x', 'keboola.snowflake-transformation', 'ai-metadata-enrichment', 'user'];
  const types = ['DATE', 'BOOLEAN', 'INTEGER', 'FLOAT'];
  const entries = providers.map((provider, index) => said(provider, { basetype: types[index] ?? '' }));

  const found = [4, 3, 2, 1].map((count) => typesOf(entries.slice(0, count).flat()));

  t.deepEqual(found, ['DOUBLE', 'BIGINT', 'BOOLEAN', 'DATE']);
  t.is(typesOf([...said('user', { length: '9' }), ...said('x', { basetype: 'DATE' })]), 'DATE');
  t.is(typesOf(said('user', { type: 'VARCHAR', basetype: 'DATE' })), 'DATE');
});

test('exact decimals have the precision and scale of the stack, up to 38 digits', (t) => {
  const types = ['12,2', '38,0', '9', '39,2', '5,9', '', 'max'].map((length) =>
    typesOf(said('user', { basetype: 'NUMERIC', length }), 'exact'),
  );

  t.deepEqual(types, [
    'DECIMAL(12,2)',
    'DECIMAL(38,0)',
    'DECIMAL(9,0)',
    'DOUBLE',
    'DOUBLE',
    'DOUBLE',
    'DOUBLE',
  ]);
  t.is(typesOf(said('user', { basetype: 'FLOAT', length: '12,2' }), 'exact'), 'DOUBLE');
});

test('the types of an alias are those of the table it shows', (t) => {
  const told = {
    id: 'out.c-main.view',
    isAlias: true,
    columns: ['c'],
    columnMetadata: { c: said('user', { basetype: 'DATE' }) },
    sourceTable: { columnMetadata: { c: said('user', { basetype: 'INTEGER' }) } },
  };

  t.deepEqual(readTable(told, { decimal: 'double' }).columns, [{ name: 'c', type: 'BIGINT' }]);
});
