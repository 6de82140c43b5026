import type { Column } from '@agnes/sdk/connector';

/** A column as the API describes it. */
export interface Field {
  readonly name?: string;
  readonly type?: string;
  /** NULLABLE, REQUIRED or REPEATED. */
  readonly mode?: string;
  readonly fields?: readonly Field[];
  readonly precision?: string;
  readonly scale?: string;
}

/** The columns of a table or an answer, with the types they have here. */
export const columnsOf = (fields: readonly Field[]): readonly Column[] =>
  fields.map((field) => ({ name: field.name ?? '', type: typeOf(field) }));

/** The columns that are never null; one that holds many values is an empty list at the least. */
export const requiredOf = (fields: readonly Field[]): readonly string[] =>
  fields.filter(({ mode }) => mode === 'REQUIRED' || mode === 'REPEATED').map(({ name = '' }) => name);

/** True for a field that holds many values. */
export const isRepeated = ({ mode }: Field): boolean => mode === 'REPEATED';

/** The one word for a type: the API uses older ones beside those of GoogleSQL. */
export const wordOf = ({ type = 'STRING' }: Field): string => olderWords[type] ?? type;

const olderWords: Readonly<Record<string, string>> = {
  INTEGER: 'INT64',
  FLOAT: 'FLOAT64',
  BOOLEAN: 'BOOL',
  RECORD: 'STRUCT',
  DECIMAL: 'NUMERIC',
  BIGDECIMAL: 'BIGNUMERIC',
};

const typeOf = (field: Field): string => {
  const single = typeOfOne(field);
  // A list of structures is one value of JSON, like a structure.
  return isRepeated(field) && single !== 'JSON' ? `${single}[]` : single;
};

const typeOfOne = (field: Field): string => {
  const word = wordOf(field);
  if (word === 'NUMERIC') return `DECIMAL(${field.precision ?? 38},${scaleOf(field)})`;
  if (word === 'BIGNUMERIC') return bigType(field);
  return types[word] ?? 'VARCHAR';
};

/** Where a precision is declared without a scale, the scale is 0. */
const scaleOf = ({ precision, scale }: Field): string => scale ?? (precision === undefined ? '9' : '0');

const widest = 38;

const bigType = ({ precision, scale = '0' }: Field): string =>
  precision !== undefined && Number(precision) <= widest ? `DECIMAL(${precision},${scale})` : 'VARCHAR';

const types: Readonly<Record<string, string>> = {
  BYTES: 'BLOB',
  INT64: 'BIGINT',
  FLOAT64: 'DOUBLE',
  BOOL: 'BOOLEAN',
  DATE: 'DATE',
  TIME: 'TIME',
  DATETIME: 'TIMESTAMP',
  TIMESTAMP: 'TIMESTAMPTZ',
  STRUCT: 'JSON',
};
