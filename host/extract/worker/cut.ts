import type { Column } from '@agnes/sdk';
import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import { partitionInvalid, tooManyParts } from '../errors.ts';
import type { Partition } from '../input-file.ts';
import { plainType } from './common-type.ts';
import { mostParts, partName } from './part-name.ts';
import { readParquet } from './sandbox.ts';
import type { Work } from './work.ts';

/** Rows that are to be cut into parts. */
export interface Uncut {
  /** A SELECT in the order in which the rows are to stay. */
  readonly select: string;
  readonly columns: readonly Column[];
  readonly partition: Partition;
}

/** A SELECT for the rows of each part, by its name. */
export type Cut = ReadonlyMap<string, string>;

/** Cuts rows into parts. They are sorted into one file first, so that a part costs its own size and not that of all. */
export const cutRows = async (work: Work, uncut: Uncut): Promise<Cut> => {
  const value = partValue(work, uncut);
  const marker = freeName('part', uncut.columns);
  const arrival = freeName('arrival', uncut.columns);
  const path = work.newPath();
  const numbered = `SELECT *, row_number() OVER () AS ${arrival} FROM (${uncut.select})`;
  await work.sandbox.run(
    `COPY (SELECT * EXCLUDE (${arrival}) FROM (SELECT *, ${value} AS ${marker} FROM (${numbered}))
      ORDER BY ${marker}, ${arrival}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION snappy)`,
  );
  const found = await work.sandbox.rows(
    `SELECT DISTINCT ${marker} FROM ${readParquet([path])} LIMIT ${mostParts + 1}`,
  );
  if (found.length > mostParts) throw tooMany(work, found.length);
  return new Map(
    found.map(([raw]) => {
      const text = raw === null || raw === undefined ? null : String(raw);
      const is = text === null ? `${marker} IS NULL` : `${marker} = ${quoteText(text)}`;
      return [partName(text), `SELECT * EXCLUDE (${marker}) FROM ${readParquet([path])} WHERE ${is}`];
    }),
  );
};

/** Throws when a table would be in more parts than it may be. */
export const checkParts = (work: Work, parts: ReadonlySet<string>): void => {
  if (parts.size > mostParts) throw tooMany(work, parts.size);
};

const tooMany = ({ table: { name } }: Work, parts: number): Error =>
  tooManyParts({ table: name, parts, limit: mostParts });

/** A name that no column has. */
export const freeName = (wanted: string, columns: readonly Column[]): string => {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  let name = `agnes_${wanted}`;
  while (taken.has(name)) name += '_';
  return quoteIdent(name);
};

const formats: Readonly<Record<string, string>> = { day: '%Y-%m-%d', month: '%Y-%m', year: '%Y' };

/** The value that decides about the part of a row, as text. */
const partValue = ({ table }: Work, { columns, partition: { column, granularity } }: Uncut): string => {
  const found = columns.find(({ name }) => name.toLowerCase() === column.toLowerCase());
  const refuse = (reason: string): Error => partitionInvalid({ table: table.name, column, reason });
  if (!found) throw refuse('there is no such column');
  const type = plainType(found.type);
  const isTime = /^(DATE|TIMESTAMP)/.test(type);
  const by = granularity ?? (isTime ? 'month' : 'value');
  const value = quoteIdent(found.name);
  if (by === 'value') return `CAST(${value} AS VARCHAR)`;
  if (!isTime && type !== 'VARCHAR') throw refuse(`a ${type} has no ${by}`);
  return `strftime(CAST(${value} AS TIMESTAMP), '${formats[by]}')`;
};
