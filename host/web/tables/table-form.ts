import { present } from '../../registry/present.ts';
import type { Source } from '../../registry/source.ts';
import type { Table } from '../../registry/table.ts';
import type { Field } from '../fields.ts';

type Form = Readonly<Record<string, string>>;

/** Fields that most tables need. */
export const mainFields = (sources: readonly Source[]): readonly Field[] => [
  {
    name: 'name',
    label: 'Name',
    required: true,
    hint: 'What people write in queries: letters, digits and _. The id of the table stays when it changes.',
  },
  {
    name: 'connection',
    label: 'Source',
    choices: {
      '': 'No source',
      ...Object.fromEntries(sources.map(({ slug, title, type }) => [slug, `${title} (${type})`])),
    },
  },
  { name: 'bucket', label: 'Bucket, schema or folder at the source' },
  { name: 'source_table', label: 'Table or file at the source' },
  {
    name: 'query_mode',
    label: 'Where queries run',
    choices: {
      local: 'Synced: on a copy here',
      remote: 'Live: at the source',
      materialized: 'SQL: on the stored answer of a query',
    },
  },
  {
    name: 'source_query',
    label: 'Query',
    kind: 'area',
    hint: 'The SELECT of a table in the mode SQL, and only of one.',
  },
  { name: 'folder', label: 'Folder', hint: 'Where the catalog lists it.' },
  { name: 'description', label: 'Description', kind: 'area' },
  {
    name: 'sync_schedule',
    label: 'Schedule',
    hint: 'every 30m, every 6h, or daily 05:30,17:30 (UTC). Empty: with every refresh.',
  },
];

const policies = {
  '': 'The default of the host: go along',
  evolve: 'Go along',
  freeze: 'Keep the last good data',
  discard: 'Leave it out',
};

/** Fields for how a table is read again. */
export const syncFields: readonly Field[] = [
  {
    name: 'sync_strategy',
    label: 'How it is read again',
    choices: { full_refresh: 'Whole', incremental: 'Only what changed', partitioned: 'By partitions' },
  },
  { name: 'primary_key', label: 'Key', hint: 'Columns that identify a row, with commas between them.' },
  { name: 'cursor_column', label: 'Cursor column', hint: 'Grows with every change.' },
  {
    name: 'lag',
    label: 'Lag',
    hint: 'How far before the cursor a read begins, such as 15m, or 100 where it counts.',
  },
  { name: 'full_refresh_every', label: 'Whole again every', hint: 'Such as 7d.' },
  {
    name: 'delete_detection',
    label: 'When it is due to be read whole',
    choices: { '': 'Read it whole', key_set: 'Compare the keys' },
  },
  { name: 'partition_by', label: 'Partition column' },
  {
    name: 'partition_granularity',
    label: 'One part for each',
    choices: { '': '–', day: 'Day', month: 'Month', year: 'Year', value: 'Value' },
  },
  { name: 'columns', label: 'Columns', hint: 'Only these, with commas between them. Empty: all of them.' },
  {
    name: 'where_filters',
    label: 'Row filter',
    kind: 'area',
    hint: 'JSON: [{"column":"country","operator":"eq","values":["CZ"]}]',
  },
  { name: 'on_schema_change', label: 'When columns change', choices: policies },
  { name: 'on_type_error', label: 'When a value does not fit its type', choices: policies },
  {
    name: 'distribution',
    label: 'Who may download it',
    choices: { download: 'Whoever may read it', server_only: 'Nobody: it stays on the server' },
  },
  { name: 'allow_shrink', label: 'A refresh may lose most of its rows', kind: 'check' },
];

/** What stands in the form of a table to be. */
export const emptyForm = (sources: readonly Source[]): Form => {
  const [only, ...others] = sources;
  return { query_mode: 'local', connection: only && others.length === 0 ? only.slug : '' };
};

/** What stands in the form of a table that is there. */
export const formOfTable = ({ options, ...table }: Table): Form => {
  const { where_filters: filters, columns, allow_shrink: shrink, ...plain } = present(options);
  return {
    ...Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, String(value)])),
    name: table.name,
    connection: table.sourceSlug ?? '',
    bucket: table.bucket ?? '',
    source_table: table.sourceTable ?? '',
    query_mode: table.queryMode,
    source_query: table.sourceQuery ?? '',
    folder: table.folder ?? '',
    description: table.description ?? '',
    sync_schedule: table.syncSchedule ?? '',
    sync_strategy: table.syncStrategy,
    primary_key: table.primaryKey.join(', '),
    distribution: table.distribution,
    columns: columns?.join(', ') ?? '',
    where_filters: filters ? JSON.stringify(filters) : '',
    ...(shrink && { allow_shrink: 'on' }),
  };
};

/** The body an API client would send for the same form; empty fields are left out. */
export const bodyOfForm = ({ allow_shrink, ...form }: Form): Readonly<Record<string, unknown>> => {
  const known = new Set([...mainFields([]), ...syncFields].map(({ name }) => name));
  const given = Object.entries(form).flatMap(([name, text]) => {
    const value = text.trim();
    return value === '' || !known.has(name) ? [] : [[name, read[name]?.(value) ?? value] as const];
  });
  return { ...Object.fromEntries(given), ...(allow_shrink === 'on' && { allow_shrink: true }) };
};

/** Fields of the form that are empty: saving it empties them. */
export const emptied = (form: Form): readonly string[] =>
  [...mainFields([]), ...syncFields]
    .map(({ name }) => name)
    .filter((name) => (form[name] ?? '').trim() === '' && !neverEmpty.has(name));

// A table without source stays without one until one is chosen.
const neverEmpty = new Set(['name', 'connection', 'query_mode', 'sync_strategy', 'distribution']);

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

// What is no JSON stays text: the check of filters says what they look like.
const jsonOf = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch {
    return [text];
  }
};

const read: Readonly<Record<string, (text: string) => unknown>> = {
  primary_key: listOf,
  columns: listOf,
  where_filters: jsonOf,
};
