import test from 'ava';
import type { Source } from '../../host/registry/source.ts';
import type { TableDraft } from '../../host/registry/table.ts';
import { tableFaults } from '../../host/registry/tables/table-faults.ts';

const files: Source = {
  id: 's1',
  slug: 'main',
  type: 'files',
  connector: 'agnes/connector-files#files',
  title: 'Main',
  config: {},
  secretRefs: {},
  isDefault: true,
  enabled: true,
};

const bigquery: Source = { ...files, id: 's2', slug: 'bq', type: 'bigquery' };

const modes: Readonly<Record<string, readonly ('local' | 'remote' | 'materialized')[]>> = {
  files: ['local', 'materialized'],
  bigquery: ['remote', 'materialized'],
};

const around = {
  modesOf: (type: string) => modes[type],
  types: ['files', 'warehouse'],
  findSource: (slug: string) => (slug === 'main' ? files : undefined),
  defaultOf: (type: string) => [files, bigquery].find((source) => source.type === type),
};

const faultsOf = (draft: Partial<TableDraft>) => tableFaults({ name: 'a', ...draft }, around);
const told = (draft: Partial<TableDraft>) => faultsOf(draft).map(({ loc, type }) => `${loc} ${type}`);

const legal: Record<string, Partial<TableDraft>> = {
  'a name alone': {},
  'a name with blanks around it': { name: ' orders ' },
  'the default source of a type': { sourceType: 'files' },
  'no source at all': { sourceType: 'local' },
  'a named source': { connection: 'main' },
  'a named source and its type': { connection: 'main', sourceType: 'files' },
  'a schedule': { syncSchedule: 'daily 06:00,18:00' },
  'a materialized query': { queryMode: 'materialized', sourceQuery: 'select 1' },
  'a remote table': { queryMode: 'remote' },
  'an incremental table with key': { syncStrategy: 'incremental', primaryKey: ['id'] },
  'a type that is filled from outside': { sourceType: 'jira' },
  'a table of BigQuery': { sourceType: 'bigquery', bucket: 'd', sourceTable: 'a-b.c' },
  'native SQL for BigQuery': {
    sourceType: 'bigquery',
    queryMode: 'materialized',
    sourceQuery: 'select * from `a.b`',
  },
  'months as partitions': {
    syncStrategy: 'partitioned',
    options: { partition_by: 'day', partition_granularity: 'month', lag: '15m', full_refresh_every: '7d' },
  },
  'a cursor that counts, with its lag': {
    syncStrategy: 'incremental',
    primaryKey: ['id'],
    options: { cursor_column: 'id', lag: '100' },
  },
  'columns with the key among them': { primaryKey: ['id'], options: { columns: ['id', 'b'] } },
  'filters of every kind': {
    options: {
      where_filters: [
        ...['eq', 'ne', 'neq'].map((operator) => ({ column: 'a', operator, values: ['x', 1, true] })),
        ...['gt', 'ge', 'lt', 'le'].map((operator) => ({ column: 'a', operator, values: [1] })),
      ],
    },
  },
};

test('what may be registered', (t) => {
  const faults = Object.fromEntries(Object.entries(legal).map(([what, draft]) => [what, told(draft)]));

  t.deepEqual(faults, Object.fromEntries(Object.keys(legal).map((what) => [what, []])));
});

const illegal: Record<string, Partial<TableDraft>> = {
  '/name strict_identifier': { name: 'My Orders' },
  '/source_type source_type': { sourceType: 'nope' },
  '/source_type source_not_configured': { sourceType: 'warehouse' },
  '/connection unknown_connection': { connection: 'other' },
  '/connection source_type': { connection: 'main', sourceType: 'warehouse' },
  '/sync_schedule bad_schedule': { syncSchedule: 'hourly' },
  '/query_mode query_mode': { sourceType: 'files', queryMode: 'remote' },
  '/source_query source_query': { queryMode: 'local', sourceQuery: 'select 1' },
  '/source_query backtick': { queryMode: 'materialized', sourceQuery: 'select * from `a`' },
  '/primary_key primary_key': { syncStrategy: 'incremental' },
  '/lag duration': { options: { lag: 'soon' } },
  '/full_refresh_every duration': { options: { full_refresh_every: '1 week' } },
  '/partition_by partition_by': { syncStrategy: 'partitioned' },
  '/partition_granularity partition_by': { options: { partition_granularity: 'day' } },
  '/columns columns': { primaryKey: ['id'], options: { columns: ['a'] } },
  '/where_filters/0 where_filter': {
    options: { where_filters: [{ column: 'a', operator: 'like', values: ['x'] }] },
  },
  '/bucket bigquery_name': { sourceType: 'bigquery', sourceTable: 'a' },
  '/source_table bigquery_name': { sourceType: 'bigquery', bucket: 'd', sourceTable: 'a b' },
};

test('what may not, each with its reason', (t) => {
  const faults = Object.values(illegal).map(told);

  t.deepEqual(
    faults,
    Object.keys(illegal).map((fault) => [fault]),
  );
});

const badFilters: readonly unknown[] = [
  'a = 1',
  { operator: 'eq', values: [1] },
  { column: 'a', operator: 'EQ', values: [1] },
  { column: 'a', operator: 'eq' },
  { column: 'a', operator: 'eq', values: [] },
  { column: 'a', operator: 'eq', values: [null] },
  { column: 'a', operator: 'gt', values: [1, 2] },
  { column: 'a', operator: 'eq', values: [1], or: true },
];

test('a filter of any other shape is told by its place', (t) => {
  t.deepEqual(
    told({ options: { where_filters: badFilters } }),
    badFilters.map((_, index) => `/where_filters/${index} where_filter`),
  );
});

test('a column subset names every column once, and at least one', (t) => {
  t.deepEqual(told({ options: { columns: [] } }), ['/columns columns']);
  t.deepEqual(told({ options: { columns: ['a', 'a'] } }), ['/columns columns']);
  t.deepEqual(told({ options: { columns: ['a'], partition_by: 'b' } }), ['/columns columns']);
});

test('a mode that its connector does not offer names those it does', (t) => {
  const [fault] = faultsOf({ connection: 'main', queryMode: 'remote' });

  t.is(fault?.hint, 'Send `query_mode` as local, materialized.');
});

test('a materialized table without query has nothing to run', (t) => {
  t.deepEqual(told({ queryMode: 'materialized' }), ['/source_query source_query']);
});

test('a name that does not fit comes with one that does', (t) => {
  t.is(faultsOf({ name: 'My Orders' })[0]?.hint, 'Call it "My_Orders".');
});

test('a schedule that does not fit says where it goes wrong', (t) => {
  t.regex(faultsOf({ syncSchedule: 'every 5d' })[0]?.msg ?? '', /character 8$/);
});

test('everything that is wrong is told at once', (t) => {
  const faults = told({ name: '1', sourceType: 'nope', syncSchedule: 'x', syncStrategy: 'incremental' });

  t.deepEqual(faults, [
    '/name strict_identifier',
    '/source_type source_type',
    '/sync_schedule bad_schedule',
    '/primary_key primary_key',
  ]);
});
