import type { Column } from '../column.ts';

/** The columns of rows that hold nothing but a key. A type nobody declared is text: the host compares it as such. */
export const keyColumns = (key: readonly string[], declared: readonly Column[] = []): readonly Column[] =>
  key.map((name) => ({
    name,
    type: declared.find((column) => column.name.toLowerCase() === name.toLowerCase())?.type ?? 'VARCHAR',
  }));

/** A row cut down to its key: a delete marker may well be the whole row. */
export const keyOf = (
  row: Readonly<Record<string, unknown>>,
  key: readonly Column[],
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    key.map(({ name, type }) => [name, keyValue(Object.hasOwn(row, name) ? row[name] : undefined, type)]),
  );

const keyValue = (value: unknown, type: string): unknown =>
  value instanceof Date && type === 'VARCHAR' ? value.toISOString() : value;
