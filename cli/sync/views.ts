import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PlatformError } from '@agnes/sdk/errors';
import { isLocked, LocalDatabase, quoteText } from '../database/local-database.ts';
import { quoteName } from '../database/quote-name.ts';
import { databaseBroken, viewFailed } from './errors.ts';

/** A view that should exist. */
export interface WantedView {
  readonly name: string;
  readonly files: readonly string[];
}

/** What became of the views. */
export interface ViewReport {
  readonly faults: readonly PlatformError[];
  /** Names of tables and views the user made, which stay as they are. */
  readonly taken: readonly string[];
  /** True when another program held the database; the next sync tries again. */
  readonly isDeferred: boolean;
}

/** How views are brought in step. */
interface Refreshing {
  readonly interrupted: AbortSignal;
  /** Names of those that may be dropped; absent means all that we made. */
  readonly among?: readonly string[];
}

/** Makes the views that are wanted, drops those no longer needed, and never touches what the user made. */
export const refreshViews = async (
  path: string,
  wanted: readonly WantedView[],
  { interrupted, among }: Refreshing,
): Promise<ViewReport> => {
  await mkdir(dirname(path), { recursive: true });
  try {
    using database = await LocalDatabase.open(path, { mode: 'READ_WRITE', interrupted });
    return await refresh(database, wanted, among);
  } catch (cause) {
    if (isLocked(cause)) return { faults: [], taken: [], isDeferred: true };
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { faults: [databaseBroken({ path, reason }, { cause })], taken: [], isDeferred: false };
  }
};

const refresh = async (
  database: LocalDatabase,
  wanted: readonly WantedView[],
  among: readonly string[] | undefined,
): Promise<ViewReport> => {
  await database.run(
    'CREATE TABLE IF NOT EXISTS _agnes_views (name VARCHAR NOT NULL, definition VARCHAR NOT NULL, engine VARCHAR NOT NULL)',
  );
  const own = await ownViews(database);
  const others = await otherNames(database, own);
  const faults = new Map<string, PlatformError>();
  for (const view of wanted) {
    const fault = await faultOf(database, view);
    if (fault) faults.set(view.name, fault);
  }
  const isFree = ({ name }: WantedView) => !others.has(name.toLowerCase());
  const mayGo = among ? new Set(among.map((name) => name.toLowerCase())) : own;
  await replace(database, {
    // A view whose file is damaged stays: it fails with the reason, which a missing one would not.
    drop: [...own].filter(
      (name) => mayGo.has(name) && !wanted.some((view) => view.name.toLowerCase() === name),
    ),
    make: wanted.filter((view) => isFree(view) && !faults.has(view.name)),
  });
  return {
    faults: [...faults.values()],
    taken: wanted.filter((view) => !isFree(view)).map(({ name }) => name),
    isDeferred: false,
  };
};

/** Views we made that nobody has replaced since. Another engine may word a definition differently. */
const ownViews = async (database: LocalDatabase): Promise<ReadonlySet<string>> => {
  const rows = await database.all(
    `SELECT lower(v.view_name) FROM duckdb_views() v JOIN _agnes_views o ON lower(o.name) = lower(v.view_name)
     WHERE v.schema_name = 'main' AND (o.definition = v.sql OR o.engine <> version())`,
  );
  return new Set(rows.map(([name]) => String(name)));
};

const otherNames = async (
  database: LocalDatabase,
  own: ReadonlySet<string>,
): Promise<ReadonlySet<string>> => {
  const rows = await database.all(
    "SELECT lower(table_name) FROM information_schema.tables WHERE table_schema = 'main'",
  );
  return new Set(rows.map(([name]) => String(name)).filter((name) => !own.has(name)));
};

/** Binding reads the footers, so a damaged file is found here and not in the first query. */
const faultOf = async (database: LocalDatabase, view: WantedView): Promise<PlatformError | undefined> => {
  try {
    await database.isReading(selectFrom(view));
    return undefined;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return viewFailed({ table: view.name, reason }, { cause });
  }
};

const replace = async (
  database: LocalDatabase,
  { drop, make }: { drop: readonly string[]; make: readonly WantedView[] },
): Promise<void> => {
  await database.run('BEGIN');
  for (const name of drop) await database.run(`DROP VIEW ${quoteName(name)}`);
  for (const view of make) {
    await database.run(`CREATE OR REPLACE VIEW ${quoteName(view.name)} AS ${selectFrom(view)}`);
  }
  const gone = [...drop, ...make.map(({ name }) => name)].map((name) => quoteText(name.toLowerCase()));
  if (gone.length > 0)
    await database.run(`DELETE FROM _agnes_views WHERE lower(name) IN (${gone.join(', ')})`);
  const made = make.map(({ name }) => quoteText(name.toLowerCase()));
  if (made.length > 0) {
    await database.run(
      `INSERT INTO _agnes_views SELECT view_name, sql, version() FROM duckdb_views()
       WHERE schema_name = 'main' AND lower(view_name) IN (${made.join(', ')})`,
    );
  }
  await database.run('COMMIT');
};

const selectFrom = ({ files }: WantedView): string =>
  `SELECT * FROM read_parquet([${files.map(quoteText).join(', ')}], union_by_name = true, hive_partitioning = false)`;
