import type { RemoteAggregate, RemoteFilter, RemoteScan, RemoteTable, RemoteValue } from '@agnes/sdk';
import { ConfigError, NotFound } from '@agnes/sdk/connector';
import { quoteIdent } from './quote.ts';

/** A SELECT with its values. */
export interface ScanSql {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A table as it stands behind FROM. */
export const relationOf = ({ bucket, sourceTable }: RemoteTable): string =>
  `${quoteIdent(bucket ?? 'public')}.${quoteIdent(sourceTable)}`;

/** What is wanted of a table as one SELECT. `types` are those its columns have in the answer. */
export const scanSql = (scan: RemoteScan, types: ReadonlyMap<string, string>): ScanSql => {
  const values: string[] = [];
  const bind = (value: Exclude<RemoteValue, null>): string =>
    `$${values.push(String(value))}${castOf(value)}`;
  const known = (column: string): string => {
    if (!types.has(column)) throw NotFound({ reason: `"${scan.table.name}" has no column "${column}".` });
    return quoteIdent(column);
  };
  const where = scan.filters.map((filter) => predicate(filter, { name: known(filter.column), bind, types }));
  const groups = scan.columns.map(known);
  const figures = (scan.aggregates ?? []).map((figure) => figureSql(figure, known, types));
  const list = [...groups, ...figures];
  if (list.length === 0) throw ConfigError({ reason: `Nothing is asked of "${scan.table.name}".` });
  const parts = [
    `SELECT ${list.join(', ')} FROM ${relationOf(scan.table)}`,
    ...(where.length > 0 ? [`WHERE ${where.join(' AND ')}`] : []),
    ...(scan.aggregates && groups.length > 0 ? [`GROUP BY ${groups.join(', ')}`] : []),
    ...(scan.limit === undefined ? [] : [`LIMIT ${Math.trunc(scan.limit)}`]),
  ];
  return { text: parts.join(' '), values };
};

// Else the server would read a fraction as a value of the whole numbers it is compared with.
const castOf = (value: Exclude<RemoteValue, null>): string =>
  typeof value === 'number' && !Number.isInteger(value) ? '::numeric' : '';

interface Comparison {
  readonly name: string;
  readonly bind: (value: Exclude<RemoteValue, null>) => string;
  readonly types: ReadonlyMap<string, string>;
}

const predicate = (filter: RemoteFilter, { name, bind, types }: Comparison): string => {
  switch (filter.operator) {
    case 'is null':
      return `${name} IS NULL`;
    case 'is not null':
      return `${name} IS NOT NULL`;
    case 'in':
      return filter.values.length === 0 ? 'false' : `${name} IN (${filter.values.map(bind).join(', ')})`;
    case 'like':
      // A backslash is a backslash to whoever asks.
      return `${name}::text LIKE ${bind(filter.value)} ESCAPE ''`;
    default: {
      const isOrder = !['=', '<>'].includes(filter.operator);
      return `${isOrder ? ordered(name, types.get(filter.column)) : name} ${filter.operator} ${bind(filter.value)}`;
    }
  }
};

// Text is ordered by its bytes where the answer goes; the server may have rules of a language.
const ordered = (name: string, type: string | undefined): string =>
  type === 'VARCHAR' ? `${name}::text COLLATE "C"` : name;

const figureSql = (
  { function: word, column, as }: RemoteAggregate,
  known: (column: string) => string,
  types: ReadonlyMap<string, string>,
): string => {
  if (column === undefined) {
    if (word !== 'count') throw ConfigError({ reason: `"${word}" needs a column.` });
    return `count(*) AS ${quoteIdent(as)}`;
  }
  return `${figure(word, known(column), types.get(column) ?? '')} AS ${quoteIdent(as)}`;
};

const figure = (word: RemoteAggregate['function'], name: string, type: string): string => {
  switch (word) {
    case 'count':
      return `count(${name})`;
    case 'count_distinct':
      return `count(DISTINCT ${name})`;
    case 'avg':
      return `avg(${name})::float8`;
    case 'sum':
      return `sum(${name})${sizeOfSum(type)}`;
    default:
      return `${word}(${ordered(name, type)})`;
  }
};

/** A sum has no declared size, and would lose digits without one. */
const sizeOfSum = (type: string): string => {
  const scale = /^DECIMAL\(\d+,(\d+)\)$/.exec(type)?.[1] ?? (/INT/.test(type) ? '0' : undefined);
  return scale === undefined ? '' : `::numeric(38,${scale})`;
};
