import type { ReadColumn } from './selection.ts';
import type { Row } from './session.ts';

/** Rows of text as the values of their columns. */
export const rowsOf = (
  columns: readonly ReadColumn[],
  rows: readonly Row[],
): readonly Readonly<Record<string, unknown>>[] => {
  const readers = columns.map(({ name, type }) => [name, readerOf(type)] as const);
  return rows.map((row) =>
    Object.fromEntries(
      readers.map(([name, read], index) => {
        const value = row[index];
        return [name, value === null || value === undefined ? null : read(value)];
      }),
    ),
  );
};

const readerOf = (type: string): ((text: string) => unknown) => {
  if (type.endsWith('[]')) return listReader(type.slice(0, -2));
  if (type === 'BOOLEAN') return (text) => text === 't' || text === 'true';
  if (type === 'FLOAT' || type === 'DOUBLE') return Number;
  return type === 'JSON' ? JSON.parse : (text) => text;
};

/** Lists come as JSON, their items as text but for truth and documents. */
const listReader = (item: string): ((text: string) => unknown) => {
  const read = readerOf(item);
  return (text) => {
    const items: unknown = JSON.parse(text);
    if (!Array.isArray(items)) return null;
    return items.map((value: unknown) =>
      typeof value === 'string' && item !== 'JSON' ? read(value) : value,
    );
  };
};
