import { instantOf } from './dates.ts';
import { integerOf } from './json.ts';

/** A value as a column of this type takes it; nothing where it does not fit, so that one value never costs a table. */
export const fitted = (value: unknown, type: string): unknown => {
  if (value === null) return null;
  switch (type) {
    case 'VARCHAR':
      return String(value);
    case 'INTEGER':
      return within(integerOf(value), 2 ** 31);
    case 'BIGINT':
      return integerOf(value);
    case 'DOUBLE':
      return finite(value);
    case 'BOOLEAN':
      return booleans.get(String(value)) ?? null;
    case 'DATE':
      return instantOf(value)?.slice(0, 10) ?? null;
    case 'TIMESTAMP':
      return instantOf(value);
    default:
      return null;
  }
};

const booleans = new Map([
  ['true', true],
  ['false', false],
]);

const within = (number: number | null, limit: number): number | null =>
  number !== null && number >= -limit && number < limit ? number : null;

const finite = (value: unknown): number | null => {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : null;
};
