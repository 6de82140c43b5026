import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { quoteText } from '../../store/quote-ident.ts';
import { columnsOf } from './columns.ts';
import { type MetaRow, metaRow, selectMeta } from './meta-table.ts';
import type { Sandbox } from './sandbox.ts';

/** What an `extract.duckdb` says it holds. Nothing in it has been believed yet. */
export type Opened =
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly why: string }
  | {
      readonly state: 'read';
      readonly rows: readonly MetaRow[];
      /** Tables and views in the file, by name in lower case. No view is ever run. */
      readonly objects: ReadonlyMap<string, StoredObject>;
    };

/** A table, or a view with its text. */
export type StoredObject =
  | { readonly kind: 'table' }
  | {
      readonly kind: 'view';
      readonly sql: string;
    };

/** Reads `_meta` of an extract that anybody may have written, READ_ONLY in a locked engine. */
export const openExtract = async (
  sandbox: Sandbox,
  extractDir: string,
  mostRows = Number.MAX_SAFE_INTEGER,
): Promise<Opened> => {
  const path = join(extractDir, 'extract.duckdb');
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) return { state: 'absent' };
  if (!stats.isFile()) return { state: 'unreadable', why: 'extract.duckdb is not a regular file' };
  try {
    await sandbox.run(`ATTACH ${quoteText(path)} AS extract (READ_ONLY)`);
    return await readMeta(sandbox, mostRows);
  } catch (cause) {
    return { state: 'unreadable', why: whyOf(cause, extractDir) };
  }
};

const readMeta = async (sandbox: Sandbox, mostRows: number): Promise<Opened> => {
  const objects = await objectsOf(sandbox);
  // A view of that name would be somebody's SQL, run by us.
  if (objects.get('_meta')?.kind !== 'table')
    return { state: 'unreadable', why: 'there is no table "_meta" in extract.duckdb' };
  const columns = await tableColumns(sandbox, '_meta');
  if (!columns.has('table_name')) return { state: 'unreadable', why: '"_meta" has no column "table_name"' };
  const [[count] = []] = await sandbox.rows('SELECT count(*) FROM extract.main._meta');
  if (Number(count) > mostRows)
    return { state: 'unreadable', why: `"_meta" has ${count} rows; more than ${mostRows} are not read` };
  const rows = (await sandbox.rows(selectMeta('extract.main', columns))).map(([json]) => metaRow(json));
  return { state: 'read', rows, objects };
};

/** Column names of a real table of the extract, in lower case. The catalog's list of all columns would bind views. */
export const tableColumns = async (sandbox: Sandbox, table: string): Promise<ReadonlySet<string>> =>
  new Set(
    (await columnsOf(sandbox, `SELECT * FROM extract.main.${table}`)).map(({ name }) => name.toLowerCase()),
  );

const objectsOf = async (sandbox: Sandbox): Promise<ReadonlyMap<string, StoredObject>> => {
  const where = "WHERE database_name = 'extract' AND schema_name = 'main'";
  const tables = await sandbox.rows(`SELECT table_name FROM duckdb_tables() ${where}`);
  const views = await sandbox.rows(
    `SELECT view_name, left(sql, ${longestView}) FROM duckdb_views() ${where}`,
  );
  return new Map<string, StoredObject>([
    ...views.map(([name, sql]) => [keyOf(name), { kind: 'view', sql: String(sql) }] as const),
    ...tables.map(([name]) => [keyOf(name), { kind: 'table' }] as const),
  ]);
};

const longestView = 10_000;
const keyOf = (name: unknown): string => String(name).toLowerCase();

const whyOf = (cause: unknown, extractDir: string): string => {
  const text = cause instanceof Error ? cause.message : String(cause);
  return (text.split('\n', 1)[0] ?? '').replaceAll(`${extractDir}/`, '').slice(0, 300);
};
