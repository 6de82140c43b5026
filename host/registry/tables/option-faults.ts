import type { DraftFault } from '../errors.ts';
import type { TableDraft, TableOptions } from '../table.ts';

/** Comparisons of a row filter. */
const filterOperators = ['eq', 'ne', 'neq', 'gt', 'ge', 'lt', 'le'] as const;

/** What is wrong with how a table is read again. */
export const optionFaults = (draft: TableDraft): readonly DraftFault[] => {
  const { options = {} } = draft;
  return [
    ...strategyFaults(draft),
    ...durationFaults(options),
    ...partitionFaults(draft),
    ...columnFaults(draft),
    ...filterFaults(options),
  ];
};

// A cursor column is not asked for: some sources know by themselves what has changed.
const strategyFaults = ({ syncStrategy, primaryKey = [] }: TableDraft): readonly DraftFault[] => {
  if (syncStrategy !== 'incremental' || primaryKey.length > 0) return [];
  const msg = 'an incremental table needs a primary key';
  return [{ loc: '/primary_key', type: 'primary_key', msg, hint: 'Name the columns that identify a row.' }];
};

const durationFaults = (options: TableOptions): readonly DraftFault[] =>
  (['lag', 'full_refresh_every'] as const).flatMap((name) => {
    const value = options[name];
    if (typeof value !== 'string' || /^\d+(ms|s|m|h|d)$/.test(value)) return [];
    // Of a cursor that counts, it is a number.
    if (name === 'lag' && /^\d{1,15}$/.test(value)) return [];
    const msg = `"${value}" is no length of time`;
    return [
      { loc: `/${name}`, type: 'duration', msg, hint: 'Write a number and ms, s, m, h or d, as in 15m.' },
    ];
  });

const partitionFaults = ({ syncStrategy, options = {} }: TableDraft): readonly DraftFault[] => {
  const { partition_by: column, partition_granularity: granularity } = options;
  if (typeof column === 'string') return [];
  if (syncStrategy === 'partitioned') {
    const msg = 'a partitioned table needs the column it is partitioned by';
    return [{ loc: '/partition_by', type: 'partition_by', msg, hint: 'Name it as `partition_by`.' }];
  }
  if (typeof granularity !== 'string') return [];
  const msg = 'a granularity without a column to partition by';
  const hint = 'Send `partition_by`, or no `partition_granularity`.';
  return [{ loc: '/partition_granularity', type: 'partition_by', msg, hint }];
};

const columnFaults = ({ primaryKey = [], options = {} }: TableDraft): readonly DraftFault[] => {
  const { columns, partition_by: partition } = options;
  if (!columns) return [];
  const loc = '/columns';
  if (columns.length === 0 || columns.some((column) => column.trim() === '')) {
    const msg = 'a column subset is a list of names';
    return [{ loc, type: 'columns', msg, hint: 'Name the columns, or leave `columns` out for all of them.' }];
  }
  if (new Set(columns).size < columns.length) {
    return [{ loc, type: 'columns', msg: 'a column is named twice', hint: 'Name every column once.' }];
  }
  const needed = [...primaryKey, ...(typeof partition === 'string' ? [partition] : [])];
  const missing = needed.filter((column) => !columns.includes(column));
  if (missing.length === 0) return [];
  const msg = `the column subset lacks ${missing.join(', ')}`;
  return [
    { loc, type: 'columns', msg, hint: 'The key and the partition column have to be among `columns`.' },
  ];
};

const filterFaults = ({ where_filters: filters }: TableOptions): readonly DraftFault[] =>
  (filters ?? []).flatMap((filter, index) => {
    const msg = faultOfFilter(filter);
    if (msg === undefined) return [];
    const hint = `Write {"column":"…","operator":"eq","values":["…"]}; operators are ${filterOperators.join(', ')}.`;
    return [{ loc: `/where_filters/${index}`, type: 'where_filter', msg, hint }];
  });

const faultOfFilter = (filter: unknown): string | undefined => {
  if (typeof filter !== 'object' || filter === null) return 'a filter is an object';
  const { column, operator, values, ...rest } = filter as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) return `a filter has no "${unknown}"`;
  if (typeof column !== 'string' || column.trim() === '') return 'a filter needs a column';
  if (!filterOperators.some((word) => word === operator)) return `"${String(operator)}" is no operator`;
  return faultOfValues(String(operator), values);
};

const faultOfValues = (operator: string, values: unknown): string | undefined => {
  if (!Array.isArray(values) || values.length === 0) return 'a filter needs a list of values';
  if (!values.every((value) => ['string', 'number', 'boolean'].includes(typeof value)))
    return 'the values of a filter are texts, numbers or booleans';
  const isOrder = ['gt', 'ge', 'lt', 'le'].includes(operator);
  return isOrder && values.length > 1 ? `"${operator}" compares with one value` : undefined;
};
