import { ConfigError } from '@agnes/sdk/connector';

/** An identifier as it stands in SQL. */
export const quoteIdent = (name: string): string => {
  if (name.includes('\0')) throw ConfigError({ reason: 'A name holds a zero byte, which no name can.' });
  return `"${name.replaceAll('"', '""')}"`;
};
