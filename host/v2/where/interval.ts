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
  const { class: what, child } = asNode(argument);
  if (what !== 'CAST') return undefined;
  const inner = asNode(child);
  if (inner['function_name'] !== 'trunc') return child;
  const { class: within, child: amount } = asNode(asList(inner['children'])[0]);
  return within === 'CAST' ? amount : undefined;
};

const isNumber = (amount: unknown): boolean => asNode(amount)['class'] === 'CONSTANT';
