import type { PlannedTable, TableMode } from '@agnes/sdk';
import { NotFound } from '@agnes/sdk/connector';
import { filterConditions, sinceConditions } from './conditions.ts';
import { quoteIdent } from './quote.ts';
import type { ReadColumn, Rows } from './selection.ts';
import type { Session } from './session.ts';

/** What is read of a table, and what is known of it before. */
export interface TablePlan {
  readonly mode: TableMode;
  readonly columns: readonly ReadColumn[];
  readonly rows: Rows;
  /** Rows without a cursor, where there is one. */
  readonly nullCursors: number;
  /** What the next run starts from. */
  readonly next: { readonly state: unknown; readonly cursor?: string };
}

/** A relation and its columns. */
export interface Relation {
  readonly from: string;
  readonly columns: readonly ReadColumn[];
  readonly now: number;
}

/** Says which rows are read: all of them, or those that changed since the last run. */
export const planRead = async (
  session: Session,
  table: PlannedTable,
  { from, columns, now }: Relation,
): Promise<TablePlan> => {
  const filters = filterConditions(table.whereFilters, now);
  const whole = { mode: 'replace', columns, rows: { from, ...filters }, nullCursors: 0 } as const;
  const cursor = isIncremental(table) ? cursorOf(table, columns) : undefined;
  if (!cursor) return { ...whole, next: { state: null } };
  const seen = await look(session, { from, ...filters }, cursor);
  const before = cursorIn(table.state);
  // Nothing seen is no step back.
  const reached = seen.cursor ?? (table.fullRefresh ? undefined : before);
  const next = reached === undefined ? { state: null } : { state: { cursor: reached }, cursor: reached };
  if (table.fullRefresh || before === undefined) return { ...whole, nullCursors: seen.nulls, next };
  const since = { column: cursor.name, cursor: before, type: cursor.type };
  return {
    mode: 'merge',
    columns,
    rows: { from, ...sinceConditions(filters, since, table) },
    nullCursors: seen.nulls,
    next,
  };
};

const isIncremental = ({ strategy, primaryKey, queryMode }: PlannedTable): boolean =>
  strategy !== 'full_refresh' && primaryKey.length > 0 && queryMode !== 'materialized';

const cursorOf = (
  { name, cursorColumn }: PlannedTable,
  columns: readonly ReadColumn[],
): ReadColumn | undefined => {
  if (cursorColumn === undefined) return undefined;
  const found = columns.find((column) => column.name === cursorColumn);
  if (!found) throw NotFound({ reason: `"${name}" has no column "${cursorColumn}" to continue from.` });
  return found;
};

// From the end of time nothing is seen any more: then it is as if there were no cursor.
const cursorIn = (state: unknown): string | undefined =>
  typeof state === 'object' &&
  state !== null &&
  'cursor' in state &&
  typeof state.cursor === 'string' &&
  !/^(-?infinity|nan)$/i.test(state.cursor)
    ? state.cursor
    : undefined;

/** How far the table goes in this snapshot. */
const look = async (
  session: Session,
  { from, where, values }: Rows,
  column: ReadColumn,
): Promise<{ readonly cursor: string | undefined; readonly nulls: number }> => {
  const name = quoteIdent(column.name);
  const among = (more: readonly string[]): string => {
    const all = [...where, ...more];
    return all.length > 0 ? `${from} WHERE ${all.join(' AND ')}` : from;
  };
  // Two questions, each of which an index can answer.
  const highest = await session.ask(`SELECT max(${name})::text FROM ${among(fitting(column))}`, values);
  const nulls = await session.ask(`SELECT count(*) FROM ${among([`${name} IS NULL`])}`, values);
  return { cursor: highest.rows[0]?.[0] ?? undefined, nulls: Number(nulls.rows[0]?.[0] ?? 0) };
};

/** Keeps out what is greater than anything that has a place in its type. */
const fitting = ({ name, type, reading: { misfit } }: ReadColumn): readonly string[] => {
  if (misfit) return [`NOT (${misfit(quoteIdent(name))})`];
  return ['FLOAT', 'DOUBLE'].includes(type) ? [`${quoteIdent(name)} < 'Infinity'`] : [];
};
