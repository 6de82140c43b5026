import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBResultReader,
  DuckDBTimestampTZValue,
  type DuckDBType,
  type DuckDBValue,
  SQLNULL,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api';
import { unbindable, unsafeInteger } from '../errors.ts';

/** A value and the type it is bound with. Types are never guessed by the engine. */
export interface Bound {
  readonly value: DuckDBValue;
  readonly type: DuckDBType;
}

/** What goes in: instants as TIMESTAMPTZ, whole numbers as BIGINT, JSON as the text it already is. */
export const bound = (value: unknown): Bound => {
  if (value === null || value === undefined) return { value: null, type: SQLNULL };
  if (typeof value === 'string') return { value, type: VARCHAR };
  if (typeof value === 'boolean') return { value, type: BOOLEAN };
  if (typeof value === 'bigint') return { value, type: BIGINT };
  if (typeof value === 'number') return boundNumber(value);
  if (value instanceof Date) return boundInstant(value);
  throw unbindable({ value: `a value of type ${typeof value}` });
};

/** What comes out: BIGINT as number, TIMESTAMPTZ as Date, JSON as text. */
export const rowsOf = (reader: DuckDBResultReader): Record<string, unknown>[] =>
  reader.getRowObjectsJS().map((row) => {
    const cells = Object.entries(row).map(([name, cell]) => [name, plain(cell)]);
    return Object.fromEntries(cells);
  });

const boundNumber = (value: number): Bound => {
  if (Number.isSafeInteger(value)) return { value: BigInt(value), type: BIGINT };
  if (!Number.isFinite(value)) throw unbindable({ value: `the number ${value}` });
  return { value, type: DOUBLE };
};

const boundInstant = (date: Date): Bound => {
  const milliseconds = date.getTime();
  if (Number.isNaN(milliseconds)) throw unbindable({ value: 'an invalid date' });
  return { value: new DuckDBTimestampTZValue(BigInt(milliseconds) * 1000n), type: TIMESTAMPTZ };
};

const plain = (cell: unknown): unknown => {
  if (typeof cell !== 'bigint') return cell;
  const number = Number(cell);
  if (!Number.isSafeInteger(number)) throw unsafeInteger({ value: String(cell) });
  return number;
};
