import { type Column, isColumnType } from '../column.ts';
import { columnsInvalid, valueInvalid } from './errors.ts';
import { isPlain, plainTestOf } from './plain-row.ts';

/** Writes a row, or a part of it, as JSON; throws when a value does not fit its column. */
export type RowEncoder = (row: Readonly<Record<string, unknown>>) => string;

/** Prepares the columns of a table once, so that a row costs one walk over them. */
export const rowEncoder = (table: string, columns: readonly Column[]): RowEncoder => {
  checkColumns(table, columns);
  const cells = columns.map(cellOf);
  const known = new Set(columns.map(({ name }) => name));
  const plain = new Map(columns.map(({ name, type }) => [name, plainTestOf(type)]));
  return (row) => {
    if (isPlain(row, plain)) return `${JSON.stringify(row)}\n`;
    refuseOthers(row, { table, known });
    return lineOf(row, cells, table);
  };
};

const lineOf = (row: Readonly<Record<string, unknown>>, cells: readonly Cell[], table: string): string => {
  // Built by hand: assigning a column called __proto__ to an object would lose it.
  let line = '';
  for (const cell of cells) {
    const json = jsonOf(row, cell);
    if (json === null) throw misfit(table, cell, row[cell.name]);
    if (json !== undefined) line += (line === '' ? '{' : ',') + cell.key + json;
  }
  return line === '' ? '{}\n' : `${line}}\n`;
};

/** A column as it is written: `key` is its name as JSON, with the colon. */
interface Cell extends Column {
  readonly key: string;
  readonly encode: Encode;
  /** Every object has something of this name. */
  readonly isInherited: boolean;
}

const cellOf = ({ name, type }: Column): Cell => ({
  name,
  type,
  key: `${JSON.stringify(name)}:`,
  encode: encoderOf(type),
  isInherited: name in {},
});

/** Nothing for no value, `null` for one that does not fit. */
const jsonOf = (
  row: Readonly<Record<string, unknown>>,
  { name, isInherited, encode }: Cell,
): string | null | undefined => {
  // This is run for every value there is: asking each for its owner took a tenth of a run.
  const value = isInherited && !Object.hasOwn(row, name) ? undefined : row[name];
  return value === undefined || value === null ? undefined : (encode(value) ?? null);
};

const refuseOthers = (
  row: Readonly<Record<string, unknown>>,
  { table, known }: { readonly table: string; readonly known: ReadonlySet<string> },
): void => {
  for (const name in row) {
    if (!known.has(name) && Object.hasOwn(row, name)) {
      throw valueInvalid({ table, column: name, reason: 'the column was not declared' });
    }
  }
};

const misfit = (table: string, { name, type }: Cell, value: unknown): Error =>
  valueInvalid({ table, column: name, reason: `${shown(value)} is no ${type}` });

const checkColumns = (table: string, columns: readonly Column[]): void => {
  const seen = new Set<string>();
  if (columns.length === 0) throw columnsInvalid({ table, reason: 'there are none' });
  for (const { name, type } of columns) {
    if (typeof name !== 'string' || name === '' || name.length > 255 || name.includes('\0')) {
      throw columnsInvalid({ table, reason: `${shown(name)} is no name of 1 to 255 characters` });
    }
    // The engine does not tell names apart by case.
    if (seen.has(name.toLowerCase())) throw columnsInvalid({ table, reason: `"${name}" is there twice` });
    if (!isColumnType(type))
      throw columnsInvalid({ table, reason: `"${type}" of "${name}" is no column type` });
    seen.add(name.toLowerCase());
  }
};

/** The JSON text of a value, or nothing when it does not fit. */
type Encode = (value: unknown) => string | undefined;

const encoderOf = (type: string): Encode => {
  if (type.endsWith('[]')) return listOf(encoderOf(type.slice(0, -2)));
  const base = type.replace(/\(.*$/, '');
  return encoders[base] ?? encodeText;
};

const listOf =
  (encode: Encode): Encode =>
  (value) => {
    if (!Array.isArray(value)) return undefined;
    const items = value.map((item: unknown) => (item === null ? 'null' : encode(item)));
    return items.includes(undefined) ? undefined : `[${items.join(',')}]`;
  };

const encodeBoolean: Encode = (value) => (typeof value === 'boolean' ? String(value) : undefined);

const encodeInteger: Encode = (value) => {
  if (typeof value === 'bigint') return `"${value}"`;
  if (Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && /^[+-]?\d{1,40}$/.test(value) ? `"${value}"` : undefined;
};

const encodeNumber: Encode = (value) => {
  if (typeof value === 'bigint') return `"${value}"`;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : `"${value}"`;
  return typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)
    ? `"${value}"`
    : undefined;
};

const encodeText: Encode = (value) => {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? `"${value}"`
    : undefined;
};

const encodeTime: Encode = (value) => {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : JSON.stringify(value);
  return typeof value === 'string' ? JSON.stringify(value) : undefined;
};

const encodeDate: Encode = (value) => {
  const text = encodeTime(value);
  return value instanceof Date ? text?.replace(/T.*$/, '"') : text;
};

const encodeBytes: Encode = (value) => {
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`;
  return typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value) ? `"${value}"` : undefined;
};

const encoders: Readonly<Record<string, Encode>> = {
  BOOLEAN: encodeBoolean,
  TINYINT: encodeInteger,
  SMALLINT: encodeInteger,
  INTEGER: encodeInteger,
  BIGINT: encodeInteger,
  HUGEINT: encodeInteger,
  FLOAT: encodeNumber,
  DOUBLE: encodeNumber,
  DECIMAL: encodeNumber,
  BLOB: encodeBytes,
  DATE: encodeDate,
  TIMESTAMP: encodeTime,
  TIMESTAMPTZ: encodeTime,
  JSON: (value) => JSON.stringify(value),
};

const shown = (value: unknown): string => {
  const text =
    typeof value === 'object' ? Object.prototype.toString.call(value) : `${typeof value} ${String(value)}`;
  return text.slice(0, 80);
};
