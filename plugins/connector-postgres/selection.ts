import type { Column } from '@agnes/sdk';
import { ConfigError, NotFound } from '@agnes/sdk/connector';
import { type Reading, readingOf } from './column-types.ts';
import { pgTypes } from './pg-types.ts';
import { quoteIdent } from './quote.ts';
import type { Session, Statement } from './session.ts';

/** A column that is read. */
export interface ReadColumn extends Column {
  readonly reading: Reading;
}

/** What is asked of the columns of a relation. */
export interface ColumnRules {
  readonly table: string;
  readonly numeric: string;
  /** Only these; absent: all. */
  readonly columns?: readonly string[];
  /** Values of the relation, where it has any. */
  readonly values?: readonly unknown[];
}

/** The columns that something behind FROM gives, without reading a row of it. */
export const readColumns = async (
  session: Session,
  from: string,
  { table, numeric, columns, values = [] }: ColumnRules,
): Promise<readonly ReadColumn[]> => {
  const { fields } = await session.ask(`SELECT * FROM ${from} LIMIT 0`, values);
  const wanted = columns ? fields.filter(({ name }) => columns.includes(name)) : fields;
  const missing = columns?.find((name) => !wanted.some((field) => field.name === name));
  if (missing !== undefined) throw NotFound({ reason: `"${table}" has no column "${missing}".` });
  if (wanted.length === 0) throw ConfigError({ reason: `"${table}" has no columns.` });
  checkNames(
    table,
    wanted.map(({ name }) => name),
  );
  const types = await pgTypes(
    session,
    wanted.map(({ dataTypeID }) => dataTypeID),
  );
  return wanted.map(({ name, dataTypeID, dataTypeModifier }) => {
    const type = types.get(dataTypeID) ?? { name: '', modifier: -1 };
    const reading = readingOf(type, dataTypeModifier, numeric);
    return { name, type: reading.type, reading };
  });
};

const checkNames = (table: string, names: readonly string[]): void => {
  const seen = new Map<string, string>();
  for (const name of names) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) {
      throw ConfigError({
        reason: `"${table}" has the columns "${other}" and "${name}", which are one where case does not count: register it with a column subset.`,
      });
    }
    seen.set(name.toLowerCase(), name);
  }
};

/** The rows that are read. */
export interface Rows {
  readonly from: string;
  /** Conditions, all of which have to hold, with values as `$1`. */
  readonly where: readonly string[];
  readonly values: readonly unknown[];
  readonly limit?: number;
}

/** A SELECT of the columns as text that the take-in understands. What does not fit is NULL, and counted. */
export const selectSql = (
  columns: readonly ReadColumn[],
  { from, where, values, limit }: Rows,
): Statement => {
  const list = columns.map(({ name, reading }, index) => {
    const value = quoteIdent(name);
    return `${valueSql(value, reading, index)} AS ${value}`;
  });
  const conditions = where.length > 0 ? ` WHERE ${where.join(' AND ')}` : '';
  const end = limit === undefined ? '' : ` LIMIT ${limit}`;
  return { text: `SELECT ${list.join(', ')} FROM ${from}${conditions}${end}`, values };
};

const valueSql = (value: string, { select, misfit }: Reading, index: number): string => {
  const read = select(value);
  if (!misfit) return read;
  // A session setting counts in the statement that reads, at no cost where everything fits; it is never NULL.
  const counting = `set_config(${counter(index)}, (current_setting(${counter(index)})::bigint + 1)::text, true)`;
  return `CASE WHEN (${misfit(value)}) IS NOT TRUE THEN ${read} WHEN ${counting} IS NULL THEN ${read} END`;
};

const counter = (index: number): string => `'agnes.misfits_${index}'`;

/** Sets the counters of misfits to nothing. */
export const resetMisfits = async (session: Session, columns: readonly ReadColumn[]): Promise<void> => {
  const sets = counted(columns).map(([index]) => `set_config(${counter(index)}, '0', true)`);
  if (sets.length > 0) await session.ask(`SELECT ${sets.join(', ')}`);
};

/** How many values became NULL, by column. */
export const misfitsOf = async (
  session: Session,
  columns: readonly ReadColumn[],
): Promise<ReadonlyMap<string, number>> => {
  const all = counted(columns);
  if (all.length === 0) return new Map();
  const { rows } = await session.ask(
    `SELECT ${all.map(([index]) => `current_setting(${counter(index)})`).join(', ')}`,
  );
  const [row = []] = rows;
  return new Map(all.map(([, name], place) => [name, Number(row[place])] as const).filter(([, n]) => n > 0));
};

const counted = (columns: readonly ReadColumn[]): readonly (readonly [number, string])[] =>
  columns.flatMap(({ name, reading }, index) => (reading.misfit ? [[index, name] as const] : []));
