import { nulInSql } from './errors.ts';

/** An SQL identifier that cannot end early, whatever the name holds. */
export const quoteIdent = (name: string): string => quoted(name, '"');

/** An SQL string literal, for the few places that take no bound value (paths in ATTACH and COPY). */
export const quoteText = (value: string): string => quoted(value, "'");

const quoted = (text: string, quote: string): string => {
  if (text.includes('\0')) throw nulInSql({ text });
  return quote + text.replaceAll(quote, quote + quote) + quote;
};
