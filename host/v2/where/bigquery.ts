import { asList, asNode, type Call, type Dialect, type Node, partOf, same } from './dialect.ts';
import { googleName, googleText } from './google-string.ts';
import { googlePrefix, parseableGoogle } from './google-text.ts';

const word = (argument: unknown): string | undefined => partOf(argument)?.toUpperCase();

/** A part of a date stands last, as a bare word. */
const withPart =
  (name: string, values: number): Call =>
  (args, write) => {
    const part = asNode(args.at(-1))['class'] === 'COLUMN_REF' ? word(args.at(-1)) : undefined;
    if (part === undefined || args.length !== values + 1) return undefined;
    return `${name}(${[...args.slice(0, -1).map(write), part].join(', ')})`;
  };

/** Some of these have meanings of their own for other arguments, which are not covered. */
const counted =
  (name: string, ...counts: readonly number[]): Call =>
  (args, write) =>
    counts.includes(args.length) ? same(name)(args, write) : undefined;

const extract: Call = ([part, time, more], write) => {
  const name = word(part);
  return name === undefined || more !== undefined ? undefined : `EXTRACT(${name} FROM ${write(time)})`;
};

/** Functions, and how many arguments they are covered with; none said: any number. */
const plain: Readonly<Record<string, readonly number[]>> = {
  current_date: [0, 1],
  current_timestamp: [0],
  current_time: [0, 1],
  date_add: [2],
  date_sub: [2],
  format_date: [2],
  format_timestamp: [2, 3],
  parse_date: [2],
  parse_timestamp: [2, 3],
  unix_seconds: [1],
  unix_millis: [1],
  concat: [],
  length: [1],
  lower: [1],
  upper: [1],
  substr: [2, 3],
  substring: [2, 3],
  trim: [1, 2],
  ltrim: [1, 2],
  rtrim: [1, 2],
  replace: [3],
  starts_with: [2],
  ends_with: [2],
  contains_substr: [2],
  regexp_contains: [2],
  regexp_extract: [2],
  abs: [1],
  ceil: [1],
  floor: [1],
  round: [1, 2],
  mod: [2],
  power: [2],
  sqrt: [1],
  log: [1, 2],
  ln: [1],
  exp: [1],
  sign: [1],
  greatest: [],
  least: [],
  nullif: [2],
};

const plainCalls = Object.entries(plain).map(([name, counts]): [string, Call] => {
  const written = name.toUpperCase();
  return [name, counts.length === 0 ? same(written) : counted(written, ...counts)];
});

const madeOf = ['date', 'datetime', 'time', 'timestamp'].map((name): [string, Call] => [
  googlePrefix + name,
  counted(name.toUpperCase(), 1, 2, 3),
]);

const calls: Readonly<Record<string, Call>> = {
  ...Object.fromEntries([...plainCalls, ...madeOf]),
  date_diff: withPart('DATE_DIFF', 2),
  date_trunc: withPart('DATE_TRUNC', 1),
  date_part: extract,
  // There is no other character for it than the backslash.
  like_escape: () => undefined,
  not_like_escape: () => undefined,
  // Known there by its other name alone.
  regexp_like: (args, write) => counted('REGEXP_CONTAINS', 2)(args, write),
};

/** Types that a cast names, and how many numbers may follow. */
const types: Readonly<Record<string, number>> = {
  bool: 0,
  boolean: 0,
  int64: 0,
  int: 0,
  integer: 0,
  bigint: 0,
  smallint: 0,
  float64: 0,
  numeric: 2,
  decimal: 2,
  bignumeric: 2,
  string: 1,
  date: 0,
  datetime: 0,
  time: 0,
  timestamp: 0,
};

const typeOf = ({ id, type_info: info }: Node): string | undefined => {
  // The parser's own casts: `TRUE`, and `IS TRUE`.
  if (id === 'BOOLEAN') return 'BOOL';
  const { name, user_type_modifiers: modifiers } = asNode(info);
  if (id !== 'UNBOUND' || typeof name !== 'string' || !name.startsWith(googlePrefix)) return undefined;
  const type = name.slice(googlePrefix.length);
  const numbers = asList(modifiers).map((modifier) => asNode(modifier)['value']);
  const most = Object.hasOwn(types, type) ? (types[type] ?? 0) : -1;
  if (numbers.length > most || !numbers.every(Number.isSafeInteger)) return undefined;
  return numbers.length === 0 ? type.toUpperCase() : `${type.toUpperCase()}(${numbers.join(', ')})`;
};

/** GoogleSQL, read by DuckDB's parser and written from its tree. */
export const bigquery: Dialect = {
  read: parseableGoogle,
  name: googleName,
  text: googleText,
  type: typeOf,
  tryCast: 'SAFE_CAST',
  operators: { '+': '+', '-': '-', '*': '*', '/': '/', '||': '||', '~~': 'LIKE', '!~~': 'NOT LIKE' },
  calls,
  constants: new Set(['current_date', 'current_timestamp', 'current_time']),
};
