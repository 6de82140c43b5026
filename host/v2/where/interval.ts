import { asList, asNode, type Node, type Write } from './dialect.ts';

/** `INTERVAL n DAY`, which the parser makes a call of with casts around its number; nothing for any other call. */
export const intervalOf = (node: Node, write: Write): string | undefined => {
  const unit = units[String(node['function_name'])];
  const [argument, second] = asList(node['children']);
  if (unit === undefined || second !== undefined) return undefined;
  const amount = amountOf(argument, unit);
  if (amount === undefined) return undefined;
  return `INTERVAL ${isWhole(amount) ? write(amount) : `(${write(amount)})`} ${unit}`;
};

const units: Readonly<Record<string, string>> = {
  to_microseconds: 'MICROSECOND',
  to_milliseconds: 'MILLISECOND',
  to_seconds: 'SECOND',
  to_minutes: 'MINUTE',
  to_hours: 'HOUR',
  to_days: 'DAY',
  to_weeks: 'WEEK',
  to_months: 'MONTH',
  to_quarters: 'QUARTER',
  to_years: 'YEAR',
};

const amountOf = (argument: unknown, unit: string): unknown => {
  const child = castOf(argument, fractional.has(unit) ? fraction : whole);
  if (child === undefined) return undefined;
  const inner = asNode(child);
  // The parser's own cast is of a number as it is written, or of one that was cut before; any other is the caller's.
  if (inner['function_name'] !== 'trunc')
    return isNumber(child) && (fractional.has(unit) || isWhole(child)) ? child : undefined;
  const [amount, second] = asList(inner['children']);
  return second === undefined ? castOf(amount, fraction) : undefined;
};

/** Units of which the parser takes fractions; of others it cuts them off. */
const fractional: ReadonlySet<string> = new Set(['SECOND', 'MILLISECOND']);
const whole: ReadonlySet<unknown> = new Set(['INTEGER', 'BIGINT']);
const fraction: ReadonlySet<unknown> = new Set(['DOUBLE']);

/** What is cast to one of these types, where nothing but a number will do. */
const castOf = (node: unknown, types: ReadonlySet<unknown>): unknown => {
  const { class: what, child, try_cast: isTried, cast_type: type } = asNode(node);
  return what === 'CAST' && isTried !== true && types.has(asNode(type)['id']) ? child : undefined;
};

/** A fraction would be rounded by the cast and cut by the interval. */
const isWhole = (amount: unknown): boolean =>
  whole.has(asNode(asNode(asNode(amount)['value'])['type'])['id']);

const isNumber = (amount: unknown): boolean => asNode(amount)['class'] === 'CONSTANT';
