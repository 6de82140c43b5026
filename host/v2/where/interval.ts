import { asList, asNode, type Node, type Write } from './dialect.ts';

/** `INTERVAL n DAY`, which the parser makes a call of with casts around its number; nothing for any other call. */
export const intervalOf = (node: Node, write: Write): string | undefined => {
  const unit = units[String(node['function_name'])];
  const [argument, second] = asList(node['children']);
  if (unit === undefined || second !== undefined) return undefined;
  const amount = amountOf(argument);
  if (amount === undefined) return undefined;
  return `INTERVAL ${isNumber(amount) ? write(amount) : `(${write(amount)})`} ${unit}`;
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

const amountOf = (argument: unknown): unknown => {
  const { class: what, child, try_cast: isTried } = asNode(argument);
  if (what !== 'CAST' || isTried === true) return undefined;
  const inner = asNode(child);
  // The parser's own cast is of a number as it is written, or of one that was cut before; any other is the caller's.
  if (inner['function_name'] !== 'trunc')
    return isNumber(child) && isWholeConstant(child) ? child : undefined;
  const { class: within, child: amount } = asNode(asList(inner['children'])[0]);
  return within === 'CAST' ? amount : undefined;
};

/** A fraction would be rounded by the cast and cut by the interval. */
const isWholeConstant = (amount: unknown): boolean =>
  Number.isInteger(asNode(asNode(amount)['value'])['value']);

const isNumber = (amount: unknown): boolean => asNode(amount)['class'] === 'CONSTANT';
