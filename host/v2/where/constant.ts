import { asNode, type Dialect, type Node } from './dialect.ts';

/** A constant of a condition written anew, with every digit; nothing for a type that none is written of. */
export const constantOf = (constant: Node, { text }: Pick<Dialect, 'text'>): string | undefined => {
  const { type, value, is_null: isNull } = constant;
  const { id, type_info: info } = asNode(type);
  if (isNull === true) return 'NULL';
  if (typeof value === 'string') return id === 'VARCHAR' ? text(value) : undefined;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return numberOf(String(id), value, asNode(info)['scale']);
};

const numberOf = (type: string, value: unknown, scale: unknown): string | undefined => {
  if (type === 'DOUBLE') return typeof value === 'number' ? doubleOf(value) : undefined;
  const digits = wholeOf(value);
  if (digits === undefined) return undefined;
  if (type === 'DECIMAL') return decimalOf(digits, Number(scale));
  return whole.has(type) ? signed(digits < 0n, String(digits).replace('-', '')) : undefined;
};

const whole = new Set(['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT', 'UBIGINT', 'UHUGEINT']);

/** With an exponent, which makes it a number of floating point everywhere. */
const doubleOf = (value: number): string | undefined =>
  Number.isFinite(value)
    ? signed(value < 0 || Object.is(value, -0), Math.abs(value).toExponential())
    : undefined;

/** Wide ones come in two halves. */
const wholeOf = (value: unknown): bigint | undefined => {
  const { upper, lower } = asNode(value);
  if (upper !== undefined && lower !== undefined) {
    const [high, low] = [wholeOf(upper), wholeOf(lower)];
    return high === undefined || low === undefined ? undefined : high * 2n ** 64n + low;
  }
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : undefined;
};

const decimalOf = (digits: bigint, scale: number): string => {
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  const point = text.length - scale;
  return signed(digits < 0n, scale === 0 ? `${text}.` : `${text.slice(0, point)}.${text.slice(point)}`);
};

/** In parentheses: two signs in a row would begin a comment. */
const signed = (isNegative: boolean, text: string): string => (isNegative ? `(-${text})` : text);
