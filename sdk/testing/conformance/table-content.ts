import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CollectedTable } from '../collect-read.ts';
import type { ConnectorSubject } from './subject.ts';

/** The rows of a table, whatever they came as; nothing where the subject does not say how its files are read. */
export const rowsIn = async (
  { rowsOf }: Pick<ConnectorSubject, 'rowsOf'>,
  table: CollectedTable,
): Promise<readonly unknown[] | undefined> => {
  if (table.files.length === 0) return table.rows;
  if (rowsOf) return [...table.rows, ...(await rowsOf(table))];
  if (table.files.some(({ format }) => format.kind !== 'ndjson')) return undefined;
  const texts = await Promise.all(table.files.map(({ path }) => readFile(path, 'utf8')));
  const lines = texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
  return [...table.rows, ...lines.map((line): unknown => JSON.parse(line))];
};

/** Names of the columns that a table was declared with, by itself or by its files. */
export const columnsIn = ({ columns, files }: CollectedTable): readonly string[] => {
  const declared = files.flatMap(({ format }) => ('columns' in format ? [format.columns ?? []] : []));
  return (columns.length > 0 ? columns : (declared[0] ?? [])).map(({ name }) => name);
};

/** All that readers would see of a table, so that it can be compared; the order of rows and files says nothing. */
export const contentOf = async (
  subject: Pick<ConnectorSubject, 'rowsOf'>,
  table: CollectedTable,
): Promise<string> => {
  const rows = await rowsIn(subject, table);
  const bytes = rows ? [] : await Promise.all(table.files.map(({ path }) => readFile(path)));
  const hashes = bytes.map((content) => createHash('sha256').update(content).digest('hex'));
  const { mode, gone, deletes } = table;
  const lines = (rows ?? []).map((row) => JSON.stringify(row));
  const all = { mode, gone, deletes, columns: columnsIn(table), rows: lines.sort(), hashes: hashes.sort() };
  return JSON.stringify(all);
};
