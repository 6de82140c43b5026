import type { RemoteAggregate, RemoteScan } from '@agnes/sdk/engine';
import type { TableRef } from './access.ts';
import { type Field, isRepeated, wordOf } from './column-types.ts';
import { conditionOf, type Fields } from './conditions.ts';
import { columnMissing, isUnfit } from './errors.ts';
import { quoted } from './quoted.ts';
import type { Parameter, Statement } from './statement.ts';

/** A table and what is known of it. */
export interface Target {
  readonly project: string;
  readonly ref: TableRef;
  readonly fields: readonly Field[];
  /** True: nobody looks at the rows again. */
  readonly isFinal?: boolean;
}

/** GoogleSQL of a scan: the columns, conditions, figures and bound that were asked for, and nothing else. */
export const statementOf = (
  scan: RemoteScan,
  { project, ref, fields: list, isFinal = false }: Target,
): Statement => {
  const fields: Fields = new Map(list.map((field) => [(field.name ?? '').toLowerCase(), field]));
  const isGrouped = scan.aggregates !== undefined;
  const parameters: Parameter[] = [];
  const columns = scan.columns.map((name) => columnOf(name, fields, isGrouped));
  const figures = (scan.aggregates ?? []).map((figure) => figureOf(figure, fields));
  const isExact = isFinal || isGrouped || scan.limit !== undefined;
  const conditions = scan.filters.flatMap((filter) => {
    const before = parameters.length;
    try {
      return [conditionOf(filter, { fields, parameters })];
    } catch (error) {
      // The host holds every row against the conditions again; what is counted or cut short there would be wrong.
      if (isExact || !isUnfit(error)) throw error;
      parameters.length = before;
      return [];
    }
  });
  // The host has written it, of this table and nothing else.
  if (scan.condition !== undefined) conditions.push(`(${scan.condition})`);
  const from = [project, ref.dataset, ref.table].map(quoted).join('.');
  const parts = [
    `SELECT ${[...columns, ...figures].join(', ') || '1'}`,
    `FROM ${from}`,
    ...(conditions.length > 0 ? [`WHERE ${conditions.join(' AND ')}`] : []),
    ...(isGrouped && columns.length > 0
      ? [`GROUP BY ${columns.map((_, index) => index + 1).join(', ')}`]
      : []),
    ...(scan.limit === undefined ? [] : [`LIMIT ${Math.max(0, Math.trunc(scan.limit))}`]),
  ];
  return { sql: parts.join(' '), ...(parameters.length > 0 && { parameters }) };
};

const fieldOf = (name: string, fields: Fields): Field => {
  const field = fields.get(name.toLowerCase());
  if (!field) throw columnMissing({ column: name });
  return field;
};

/** Rows are grouped by what a column is here: of some types BigQuery groups by nothing but their text. */
const columnOf = (name: string, fields: Fields, isGrouped: boolean): string => {
  const field = fieldOf(name, fields);
  const column = quoted(field.name ?? name);
  const text = isGrouped ? textOf(field) : column;
  return text === column ? column : `${text} AS ${quoted(name)}`;
};

const textOf = (field: Field): string => {
  const column = quoted(field.name ?? '');
  const write = isRepeated(field) ? writers['STRUCT'] : writers[wordOf(field)];
  return write ? write(column) : column;
};

const writers: Readonly<Record<string, (column: string) => string>> = {
  GEOGRAPHY: (column) => `ST_ASTEXT(${column})`,
  INTERVAL: (column) => `CAST(${column} AS STRING)`,
  JSON: (column) => `TO_JSON_STRING(${column})`,
  STRUCT: (column) => `TO_JSON_STRING(${column})`,
};

const figureOf = ({ function: name, column, as }: RemoteAggregate, fields: Fields): string => {
  const of = column === undefined ? '*' : textOf(fieldOf(column, fields));
  return `${calls[name](of)} AS ${quoted(as)}`;
};

const calls: Readonly<Record<RemoteAggregate['function'], (of: string) => string>> = {
  count: (of) => `COUNT(${of})`,
  count_distinct: (of) => `COUNT(DISTINCT ${of})`,
  sum: (of) => `SUM(${of})`,
  min: (of) => `MIN(${of})`,
  max: (of) => `MAX(${of})`,
  avg: (of) => `AVG(${of})`,
};
