import { rejected } from '../errors.ts';
import { folded } from './dialect.ts';
import { googleString } from './google-string.ts';

/**
 * A condition of GoogleSQL as DuckDB's parser reads it: texts and names in its quotes, types and functions that it has
 * another meaning for under names that it does not know, no comments.
 */
export const parseableGoogle = (text: string): string => {
  const tokens = tokensOf(text);
  return tokens
    .map((token, index) => written(token, { before: tokens[index - 1], after: tokens[index + 1] }))
    .join(' ');
};

/** What types and functions are called where DuckDB has another meaning for their name. */
export const googlePrefix = 'google_';

interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'other';
  readonly value: string;
}

const tokensOf = (text: string): readonly Token[] => {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const read = lexemes.find(({ pattern }) => {
      pattern.lastIndex = at;
      return pattern.test(text);
    });
    if (!read) throw rejected('parse_error', `it cannot be read from character ${at + 1} on`);
    const value = text.slice(at, read.pattern.lastIndex);
    at = read.pattern.lastIndex;
    if (read.kind !== 'space') tokens.push({ kind: read.kind, value });
  }
  return tokens;
};

/** In the order in which they are tried. Whatever none of them reads is no part of a condition. */
const lexemes: readonly { readonly kind: Token['kind'] | 'space'; readonly pattern: RegExp }[] = [
  { kind: 'space', pattern: /(?:[ \t\r\n]|(?:#|--)[^\r\n]*|\/\*(?:(?!\*\/)[\s\S])*\*\/)+/y },
  {
    kind: 'text',
    pattern: /(?:[rb]|rb|br)?(?:"""(?:\\[\s\S]|(?!""")[^\\])*"""|'''(?:\\[\s\S]|(?!''')[^\\])*''')/iy,
  },
  { kind: 'text', pattern: /(?:[rb]|rb|br)?(?:"(?!"")(?:\\.|[^"\\\r\n])*"|'(?!'')(?:\\.|[^'\\\r\n])*')/iy },
  { kind: 'text', pattern: /(?:[rb]|rb|br)?(?:""(?!")|''(?!'))/iy },
  { kind: 'name', pattern: /`(?:\\.|[^`\\\r\n])+`/y },
  { kind: 'other', pattern: /(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?(?![A-Za-z_0-9])/iy },
  { kind: 'word', pattern: /[A-Za-z_][A-Za-z0-9_]*/y },
  { kind: 'other', pattern: /<=|>=|<>|!=|\|\||[()+\-*/<>=,.;[\]?]/y },
];

interface Beside {
  readonly before: Token | undefined;
  readonly after: Token | undefined;
}

const written = ({ kind, value }: Token, beside: Beside): string => {
  if (kind === 'text') return literal(googleString(value));
  if (kind === 'name') return quoted(googleString(value));
  return kind === 'word' ? wordOf(value, beside) : value;
};

const wordOf = (value: string, { before, after }: Beside): string => {
  const word = folded(value);
  const isMember = before?.value === '.';
  if (after?.value === '(' && !isMember && word === 'safe_cast') return 'TRY_CAST';
  if (before?.kind === 'word' && folded(before.value) === 'as') return quoted(googlePrefix + word);
  if (!temporal.has(word)) return value;
  const isType = !isMember && (after?.kind === 'text' || after?.value === '(');
  return quoted(isType ? googlePrefix + word : value);
};

/** Words that begin a literal, or a call, and are names of columns as often. */
const temporal = new Set(['date', 'datetime', 'time', 'timestamp']);

const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
