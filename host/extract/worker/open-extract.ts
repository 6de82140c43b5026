import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { quoteText } from '../../store/quote-ident.ts';
import { type MetaRow, metaRow, selectMeta } from './meta-table.ts';
import type { Sandbox } from './sandbox.ts';

/** What an `extract.duckdb` says it holds. Nothing in it has been believed yet. */
export type Opened =
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly why: string }
  | {
      readonly state: 'read';
      readonly rows: readonly MetaRow[];
      /** Names of tables and views in the file. No view is ever run. */
      readonly objects: ReadonlySet<string>;
    };

/** Reads `_meta` of an extract that anybody may have written, READ_ONLY in a locked engine. */
export const openExtract = async (sandbox: Sandbox, extractDir: string): Promise<Opened> => {
  const path = join(extractDir, 'extract.duckdb');
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) return { state: 'absent' };
  if (!stats.isFile()) return { state: 'unreadable', why: 'extract.duckdb is not a regular file' };
  try {
    await sandbox.run(`ATTACH ${quoteText(path)} AS extract (READ_ONLY)`);
    return await readMeta(sandbox);
  } catch (cause) {
    return { state: 'unreadable', why: whyOf(cause, extractDir) };
  }
};

const readMeta = async (sandbox: Sandbox): Promise<Opened> => {
  const tables = await names(sandbox, 'SELECT table_name FROM duckdb_tables()');
  // A view of that name would be somebody's SQL, run by us.
  if (!tables.has('_meta'))
    return { state: 'unreadable', why: 'there is no table "_meta" in extract.duckdb' };
  const columns = await names(sandbox, 'SELECT column_name FROM duckdb_columns()', "table_name = '_meta'");
  if (!columns.has('table_name')) return { state: 'unreadable', why: '"_meta" has no column "table_name"' };
  const rows = (await sandbox.rows(selectMeta('extract.main', columns))).map(([json]) => metaRow(json));
  const views = await names(sandbox, 'SELECT view_name FROM duckdb_views()');
  return { state: 'read', rows, objects: new Set([...tables, ...views]) };
};

const names = async (sandbox: Sandbox, select: string, and = 'true'): Promise<ReadonlySet<string>> => {
  const where = `database_name = 'extract' AND schema_name = 'main' AND ${and}`;
  return new Set(
    (await sandbox.rows(`${select} WHERE ${where}`)).map(([name]) => String(name).toLowerCase()),
  );
};

const whyOf = (cause: unknown, extractDir: string): string => {
  const text = cause instanceof Error ? cause.message : String(cause);
  return (text.split('\n', 1)[0] ?? '').replaceAll(`${extractDir}/`, '').slice(0, 300);
};
