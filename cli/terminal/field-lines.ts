import { cellText } from './text-table.ts';

/** Names and values, one a line; what is absent is left out. */
export const fieldLines = (fields: Readonly<Record<string, unknown>>): readonly string[] => {
  const told = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  const widest = Math.max(0, ...told.map(([name]) => name.length));
  return told.map(([name, value]) => `${name.padEnd(widest)}  ${cellText(value).trim()}`);
};
