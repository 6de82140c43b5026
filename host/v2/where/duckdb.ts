import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import { asNode, type Call, type Dialect, partOf, same } from './dialect.ts';

const part = (argument: unknown): string | undefined => {
  const name = partOf(argument);
  return name && quoteText(name === 'isoweek' ? 'week' : name);
};

/** `f('part', …)`: a part that is no text may be a column. */
const withPart =
  (name: string): Call =>
  ([first, ...rest], write) => {
    const named = asNode(first)['class'] === 'CONSTANT' ? part(first) : undefined;
    return named && rest.length > 0 ? `${name}(${[named, ...rest.map(write)].join(', ')})` : undefined;
  };

const pair =
  (make: (one: string, other: string) => string): Call =>
  ([one, other, third], write) =>
    other === undefined || third !== undefined ? undefined : make(write(one), write(other));

const single =
  (make: (one: string) => string): Call =>
  ([one, second], write) =>
    one === undefined || second !== undefined ? undefined : make(write(one));

const now =
  (name: string): Call =>
  (args) =>
    args.length === 0 ? name : undefined;

/** What `LIKE … ESCAPE …` is in the tree. */
const escaped =
  (like: string): Call =>
  (args, write) => {
    const [text, pattern, character] = args.map(write);
    return args.length === 3 ? `(${text} ${like} ${pattern} ESCAPE ${character})` : undefined;
  };

const plain = [
  'concat',
  'length',
  'lower',
  'upper',
  'substr',
  'substring',
  'trim',
  'ltrim',
  'rtrim',
  'replace',
  'starts_with',
  'ends_with',
  'regexp_extract',
  'abs',
  'ceil',
  'floor',
  'round',
  'mod',
  'power',
  'sqrt',
  'log',
  'ln',
  'exp',
  'sign',
  'greatest',
  'least',
  'nullif',
];

const matches = pair((text, pattern) => `regexp_matches(${text}, ${pattern})`);
const formatted = pair((format, time) => `strftime(${time}, ${format})`);
const difference = withPart('date_diff');

const calls: Readonly<Record<string, Call>> = {
  ...Object.fromEntries(plain.map((name) => [name, same(name)])),
  current_date: now('current_date'),
  current_timestamp: now('current_timestamp'),
  current_time: now('current_time'),
  date_add: pair((time, interval) => `(${time} + ${interval})`),
  date_sub: (args, write) =>
    args.length === 3 ? withPart('date_sub')(args, write) : pair((a, b) => `(${a} - ${b})`)(args, write),
  date_diff: (args, write) => (args.length === 3 ? difference(args, write) : undefined),
  date_trunc: (args, write) => (args.length === 2 ? withPart('date_trunc')(args, write) : undefined),
  date_part: (args, write) => (args.length === 2 ? withPart('date_part')(args, write) : undefined),
  datetime: single((value) => `CAST(${value} AS TIMESTAMP)`),
  format_date: formatted,
  format_timestamp: formatted,
  parse_date: pair((format, value) => `CAST(strptime(${value}, ${format}) AS DATE)`),
  parse_timestamp: pair((format, value) => `strptime(${value}, ${format})`),
  unix_seconds: single((time) => `CAST(epoch(${time}) AS BIGINT)`),
  unix_millis: single((time) => `epoch_ms(${time})`),
  contains_substr: pair((text, part) => `contains(lower(${text}), lower(${part}))`),
  like_escape: escaped('LIKE'),
  not_like_escape: escaped('NOT LIKE'),
  regexp_contains: matches,
  regexp_like: matches,
};

const types = new Set([
  'BOOLEAN',
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'HUGEINT',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'UBIGINT',
  'FLOAT',
  'DOUBLE',
  'VARCHAR',
  'DATE',
  'TIME',
  'TIMESTAMP',
  'TIMESTAMP WITH TIME ZONE',
  'INTERVAL',
  'UUID',
]);

/** DuckDB as it is, for tables that are here and for those whose engine takes DuckDB's conditions. */
export const duckdb: Dialect = {
  read: (text) => text,
  name: quoteIdent,
  text: quoteText,
  type: ({ id, type_info: info }) => {
    const { width, scale } = asNode(info);
    if (id === 'DECIMAL') return `DECIMAL(${Number(width)}, ${Number(scale)})`;
    return types.has(String(id)) && !info ? String(id) : undefined;
  },
  tryCast: 'TRY_CAST',
  operators: {
    ...Object.fromEntries(['+', '-', '*', '/', '//', '%', '||'].map((name) => [name, name])),
    '~~': 'LIKE',
    '!~~': 'NOT LIKE',
    '~~*': 'ILIKE',
    '!~~*': 'NOT ILIKE',
  },
  calls,
  constants: new Set(['current_date', 'current_timestamp', 'current_time']),
};
