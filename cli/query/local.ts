import { stat } from 'node:fs/promises';
import { isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import { isLocked, LocalDatabase, type Rows } from '../database/local-database.ts';
import { ignoreMissing } from '../files/durable-file.ts';
import { type JsonObject, objectOf, readJson } from '../json/values.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import { databaseBroken } from '../sync/errors.ts';
import type { SyncState } from '../sync/state.ts';
import type { Ask } from './ask.ts';
import { databaseBusy, notASelect, nothingSynced, queryFailed, queryTooSlow } from './errors.ts';
import { type NamedTable, namedTables } from './named-tables.ts';

/** Rows and where they come from. */
export interface Answer extends Rows {
  readonly scope: 'local' | 'remote';
  /** When the oldest of the data was read from its source; ISO 8601. */
  readonly asOf: string | undefined;
  /** What was brought from BigQuery for it. */
  readonly bqStats?: JsonObject;
}

/** What a local query needs to know of the workspace. */
export interface LocalDeps {
  readonly workspace: string;
  readonly path: string;
  readonly state: SyncState;
  readonly snapshots: readonly Pick<Snapshot, 'name' | 'asOf'>[];
  readonly interrupted: AbortSignal;
  /** Aborted when the statement has had its time. */
  readonly tooSlow?: AbortSignal;
}

/** Opens the synced tables for reading; `undefined` when there are none. */
export const openLocal = async ({ path, interrupted }: LocalDeps): Promise<LocalDatabase | undefined> => {
  if (!(await stat(path).catch(ignoreMissing))) return undefined;
  try {
    return await LocalDatabase.open(path, { mode: 'READ_ONLY', interrupted });
  } catch (cause) {
    if (isLocked(cause)) throw databaseBusy({ path }, { cause });
    throw databaseBroken({ path, reason: reasonOf(cause) }, { cause });
  }
};

/** Runs a statement on the synced tables. */
export const queryLocal = async (
  { sql, limit, params, seconds = 0 }: Ask,
  database: LocalDatabase | undefined,
  deps: LocalDeps,
): Promise<Answer> => {
  if (!database) throw nothingSynced({ workspace: deps.workspace });
  try {
    if (!(await database.isReading(sql))) throw notASelect({});
    const named = await tablesOf(sql, database);
    const rows = await database.read(sql, { limit, params });
    return { ...rows, scope: 'local', asOf: oldest(named ?? [], deps) };
  } catch (error) {
    throw deps.tooSlow?.aborted ? queryTooSlow({ seconds }, { cause: error }) : translated(error);
  }
};

/** True when every table the statement names is a table or view here. */
export const isAllLocal = async (sql: string, database: LocalDatabase): Promise<boolean> => {
  const named = await tablesOf(sql, database);
  if (named !== undefined)
    return (await Promise.all(named.map((table) => exists(table, database)))).every(Boolean);
  // DuckDB writes out only SELECT; for EXPLAIN and the like its binder tells.
  return database.isReading(sql).catch(() => false);
};

const tablesOf = async (sql: string, database: LocalDatabase): Promise<readonly NamedTable[] | undefined> => {
  const [[json] = []] = await database.all('SELECT json_serialize_sql($1::VARCHAR)', [sql]);
  const parse = objectOf(readJson(String(json)));
  if (parse['error_type'] === 'parser') throw queryFailed({ reason: String(parse['error_message']) });
  return parse['error'] === true ? undefined : namedTables(parse);
};

const exists = async ({ catalog, schema, name }: NamedTable, database: LocalDatabase): Promise<boolean> => {
  const rows = await database.all(
    `SELECT 1 FROM information_schema.tables
     WHERE lower(table_name) = lower($1) AND ($2 = '' OR lower(table_schema) = lower($2))
       AND ($3 = '' OR lower(table_catalog) = lower($3))`,
    [name, schema, catalog],
  );
  return rows.length > 0;
};

const oldest = (named: readonly NamedTable[], { state, snapshots }: LocalDeps): string | undefined => {
  const names = new Set(named.map(({ name }) => name.toLowerCase()));
  const aged = [...state.tables.values(), ...snapshots.map(({ name, asOf }) => ({ name, updated: asOf }))];
  const times = aged
    .filter(({ name }) => names.has(name.toLowerCase()))
    .flatMap(({ updated }) => updated ?? []);
  return times.sort()[0] ?? state.lastSync;
};

const translated = (error: unknown): PlatformError =>
  isPlatformError(error) ? error : queryFailed({ reason: reasonOf(error) }, { cause: error });

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
