import { rejected } from '../errors.ts';

/** What a quoted text, or a quoted name, of GoogleSQL says. */
export const googleString = (lexeme: string): string => {
  const [, prefix = '', quote = '', body = ''] = shape.exec(lexeme) ?? [];
  if (/b/i.test(prefix)) throw rejected('disallowed_node', 'values of type BYTES are not covered');
  const value = prefix === '' ? body.replace(escaped, (_, said: string) => meaningOf(said)) : body;
  if (value.includes('\0')) throw rejected('parse_error', 'a text holds a character that no text may hold');
  // A name is never empty here: the lexeme of one is not.
  return quote.length === 3 ? value.replaceAll(/\r\n?/g, '\n') : value;
};

const shape = /^([rb]{0,2})("""|'''|"|'|`)([\s\S]*)\2$/i;
const escaped = /\\(x[0-9a-f]{2}|X[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[0-7]{3}|[\s\S])/gi;

const meaningOf = (said: string): string => {
  const plain = plainEscapes[said];
  if (plain !== undefined) return plain;
  const code = /^[0-7]{3}$/.test(said) ? Number.parseInt(said, 8) : Number.parseInt(said.slice(1), 16);
  const isCode =
    said.length > 1 && !Number.isNaN(code) && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  if (!isCode) throw rejected('parse_error', `\\${said} is no escape`);
  return String.fromCodePoint(code);
};

const plainEscapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '?': '?',
  '"': '"',
  "'": "'",
  '`': '`',
};

/** A text of GoogleSQL that says exactly this. */
export const googleText = (value: string): string =>
  `'${value.replaceAll(/[\\'\p{Cc}\u2028\u2029]/gu, (character) =>
    character === '\\' || character === "'"
      ? `\\${character}`
      : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )}'`;

/** A name of GoogleSQL: between backticks a backslash begins an escape. */
export const googleName = (name: string): string => `\`${name.replaceAll(/[\\`]/g, '\\$&')}\``;
