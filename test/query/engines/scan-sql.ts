import type { RemoteAggregate, RemoteFilter, RemoteScan, RemoteTable } from '@agnes/sdk';
import { quoteIdent, quoteText } from '../../../host/store/quote-ident.ts';

/** A table of the server of the tests. */
export const nameOf = ({
  bucket = 'main',
  sourceTable,
}: Pick<RemoteTable, 'bucket' | 'sourceTable'>): string => `${quoteIdent(bucket)}.${quoteIdent(sourceTable)}`;

/** A scan in the SQL of the server. */
export const scanSql = ({ table, columns, filters, aggregates = [], limit }: RemoteScan): string => {
  const groups = columns.map(quoteIdent);
  const parts = [`SELECT ${[...groups, ...aggregates.map(figureSql)].join(', ')} FROM ${nameOf(table)}`];
  if (filters.length > 0) parts.push(`WHERE ${filters.map(filterSql).join(' AND ')}`);
  if (aggregates.length > 0 && groups.length > 0) parts.push(`GROUP BY ${groups.join(', ')}`);
  if (limit !== undefined) parts.push(`LIMIT ${limit}`);
  return parts.join(' ');
};

const figureSql = ({ function: name, column, as }: RemoteAggregate): string => {
  const subject = column === undefined ? '*' : quoteIdent(column);
  const call = name === 'count_distinct' ? `count(DISTINCT ${subject})` : `${name}(${subject})`;
  return `${call} AS ${quoteIdent(as)}`;
};

const filterSql = (filter: RemoteFilter): string => {
  const column = quoteIdent(filter.column);
  if ('values' in filter) return `${column} IN (${filter.values.map(valueSql).join(', ')})`;
  return 'value' in filter
    ? `${column} ${filter.operator} ${valueSql(filter.value)}`
    : `${column} ${filter.operator}`;
};

const valueSql = (value: string | number | boolean): string =>
  typeof value === 'string' ? quoteText(value) : String(value);
