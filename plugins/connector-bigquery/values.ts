import { type Field, isRepeated, wordOf } from './column-types.ts';

/** A row as the API sends it: values in the order of the fields. */
export interface WireRow {
  readonly f?: readonly { readonly v?: unknown }[];
}

type Row = Readonly<Record<string, unknown>>;
type Read = (value: unknown) => unknown;
/** By the word of a type; any other is read as text. */
type Readers = Readonly<Record<string, Read>>;

/** Prepares the fields once; turns rows of the API into rows of a connector. */
export const rowReader = (fields: readonly Field[]): ((row: WireRow) => Row) => readerOfRow(fields, readers);

const readerOfRow = (fields: readonly Field[], by: Readers): ((row: WireRow) => Row) => {
  const cells = fields.map((field) => ({ name: field.name ?? '', read: readerOf(field, by) }));
  return ({ f = [] }) => Object.fromEntries(cells.map(({ name, read }, index) => [name, read(f[index]?.v)]));
};

const readerOf = (field: Field, by: Readers): Read => {
  const read = orNull(readerOfOne(field, by));
  if (!isRepeated(field)) return read;
  return (value) => (Array.isArray(value) ? value.map((item) => read(Object(item).v)) : []);
};

const orNull =
  (read: Read): Read =>
  (value) =>
    value === null || value === undefined ? null : read(value);

const readerOfOne = (field: Field, by: Readers): Read => {
  const word = wordOf(field);
  if (word !== 'STRUCT') return by[word] ?? String;
  const readRow = readerOfRow(field.fields ?? [], readersInside);
  return (value) => readRow(Object(value));
};

/** Microseconds since 1970, as text, to ISO text. */
const instant: Read = (value) => {
  const micros = BigInt(String(value));
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = Number((micros - rest) / 1_000_000n);
  const text = new Date(seconds * 1000).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
  return `${text}.${String(rest).padStart(6, '0')}Z`;
};

/** Numbers that no number of JSON is. */
const words: Readonly<Record<string, number>> = {
  Infinity: Number.POSITIVE_INFINITY,
  Inf: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  '-Inf': Number.NEGATIVE_INFINITY,
};

const whole: Read = (value) => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
};

const readers: Readers = {
  INT64: whole,
  BOOL: (value) => value === true || value === 'true',
  FLOAT64: (value) => words[String(value)] ?? Number(value),
  TIMESTAMP: instant,
};

// The library of the compiler does not know it yet; the engine does.
const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => object };

/** What a structure holds is part of one value of JSON: nobody reads it by a type, so it has to be exact as it stands. */
const readersInside: Readers = {
  ...readers,
  INT64: (value) => {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : rawJSON(String(BigInt(String(value))));
  },
  FLOAT64: (value) => (Number.isFinite(Number(value)) ? Number(value) : String(value)),
};
