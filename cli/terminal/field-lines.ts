import { cellText } from './text-table.ts';

/** Names and values, one a line; what is absent is left out, and the values stand where they would stand with it. */
export const fieldLines = (fields: Readonly<Record<string, unknown>>): readonly string[] => {
  const widest = Math.max(0, ...Object.keys(fields).map((name) => name.length));
  const told = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return told.map(([name, value]) => `${name.padEnd(widest)}  ${cellText(value).trim()}`);
};
