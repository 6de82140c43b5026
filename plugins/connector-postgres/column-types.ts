import type { PgType } from './pg-types.ts';

/** How a column is read: its type in the table, and an expression that gives its text. */
export interface Reading {
  readonly type: string;
  /** SQL over `value`. */
  readonly select: (value: string) => string;
  /** SQL that is true for a value which the type cannot hold; such a value becomes NULL and is counted. */
  readonly misfit?: (value: string) => string;
  /** True where digits may be lost. */
  readonly isLossy?: true;
}

/** How `numeric` is read: `double`, `text`, or `decimal(p,s)`. */
export type NumericRule = string;

/** How a column of this type is read. */
export const readingOf = (type: PgType, modifier: number, numeric: NumericRule): Reading => {
  const own = modifier === -1 ? type.modifier : modifier;
  if (type.element) return arrayReading(type.element, own, numeric);
  if (type.name === 'numeric') return numericReading(own, numeric);
  return scalars[type.name] ?? asText;
};

const plain = (value: string): string => value;
const asText: Reading = { type: 'VARCHAR', select: (value) => `${value}::text` };

// Earlier and later days, and the two infinities, have no text that everybody reads alike.
const outside = (value: string): string => `${value} < '0001-01-01' OR ${value} >= '290000-01-01'`;

const base64 = (value: string): string => `translate(encode(${value}, 'base64'), E'\\n', '')`;

const scalars: Readonly<Record<string, Reading>> = {
  int2: { type: 'SMALLINT', select: plain },
  int4: { type: 'INTEGER', select: plain },
  int8: { type: 'BIGINT', select: plain },
  oid: { type: 'BIGINT', select: plain },
  float4: { type: 'FLOAT', select: plain },
  float8: { type: 'DOUBLE', select: plain },
  bool: { type: 'BOOLEAN', select: plain },
  date: { type: 'DATE', select: plain, misfit: outside },
  time: { type: 'TIME', select: plain },
  timestamp: { type: 'TIMESTAMP', select: plain, misfit: outside },
  timestamptz: { type: 'TIMESTAMPTZ', select: plain, misfit: outside },
  uuid: { type: 'UUID', select: plain },
  bytea: { type: 'BLOB', select: base64 },
  json: { type: 'JSON', select: plain },
  jsonb: { type: 'JSON', select: plain },
  text: { type: 'VARCHAR', select: plain },
  varchar: { type: 'VARCHAR', select: plain },
};

const numericReading = (modifier: number, rule: NumericRule): Reading => {
  if (rule === 'text') return asText;
  const isNan = (value: string): string => `${value} = 'NaN'`;
  const declared = /^decimal\((\d+),(\d+)\)$/.exec(rule);
  const { precision, scale } = sizeOf(modifier);
  // One that has a size holds no infinity. The names of the infinities are younger than some servers: no cast of them.
  if (precision > 0 && precision <= 38 && scale >= 0 && scale <= precision) {
    return { type: `DECIMAL(${precision},${scale})`, select: plain, misfit: isNan };
  }
  const isInfinite = (value: string): string => `${value}::text IN ('NaN', 'Infinity', '-Infinity')`;
  if (!declared) return { type: 'DOUBLE', select: plain, misfit: isInfinite, isLossy: true };
  const [, p, s] = declared;
  return {
    type: `DECIMAL(${p},${s})`,
    select: (value) => `${value}::numeric(${p},${s})`,
    misfit: isInfinite,
  };
};

/** Precision and scale as the server packs them; a scale may be negative. */
const sizeOf = (modifier: number): { readonly precision: number; readonly scale: number } => {
  if (modifier < 4) return { precision: 0, scale: 0 };
  const packed = modifier - 4;
  return { precision: (packed >> 16) & 0xffff, scale: ((packed & 0x7ff) ^ 1024) - 1024 };
};

const arrayReading = (element: PgType, modifier: number, numeric: NumericRule): Reading => {
  const own = readingOf(element, modifier, numeric);
  return {
    ...own,
    type: `${own.type}[]`,
    select: (value) => `to_json(${elementsOf(value, element, own)})`,
    misfit: (value) => isNested(value, own),
  };
};

/** As text, every digit survives the way through JSON. */
const elementsOf = (value: string, { name }: PgType, { type }: Reading): string => {
  if (name === 'bool' || type === 'JSON') return value;
  if (name !== 'bytea') return `${value}::text[]`;
  const items = `unnest(${value}) WITH ORDINALITY AS u(item, place)`;
  return `CASE WHEN ${value} IS NOT NULL THEN ARRAY(SELECT ${base64('item')} FROM ${items} ORDER BY place) END`;
};

// A list of lists has no type that could be known beforehand.
const isNested = (value: string, { misfit }: Reading): string => {
  const nested = `array_ndims(${value}) > 1`;
  return misfit
    ? `${nested} OR EXISTS (SELECT FROM unnest(${value}) AS u(item) WHERE ${misfit('item')})`
    : nested;
};
