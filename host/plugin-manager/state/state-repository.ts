import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** What is remembered of one table of a source. */
export type StateRow = Selectable<Tables['source_state']>;

/** A source that a plugin reads. */
interface ReadSource {
  readonly id: string;
  readonly slug: string;
}

/** The sources that connectors of a plugin read. */
export const sourcesOf = async (db: Db, plugin: string): Promise<readonly ReadSource[]> => {
  const rows = await db.selectFrom('sources').select(['id', 'slug', 'connector']).orderBy('slug').execute();
  return rows
    .filter(({ connector }) => connector.startsWith(`${plugin}#`))
    .map(({ id, slug }) => ({ id, slug }));
};

/** What is remembered of these sources. */
export const stateOf = async (db: Db, sources: readonly ReadSource[]): Promise<readonly StateRow[]> => {
  if (sources.length === 0) return [];
  const ids = sources.map(({ id }) => id);
  return db.selectFrom('source_state').selectAll().where('source_id', 'in', ids).execute();
};

/** Has these sources remember this, and nothing else. */
export const replaceState = async (
  tx: Db,
  sources: readonly ReadSource[],
  rows: readonly StateRow[],
): Promise<void> => {
  if (sources.length === 0) return;
  const ids = sources.map(({ id }) => id);
  await tx.deleteFrom('source_state').where('source_id', 'in', ids).execute();
  const kept = rows.filter(({ source_id }) => ids.includes(source_id));
  if (kept.length > 0) await tx.insertInto('source_state').values(kept).execute();
};

/** How many rows these tables have, as they are published. */
export const rowsOf = async (db: Db, tables: readonly string[]): Promise<number> => {
  if (tables.length === 0) return 0;
  const found = await db
    .selectFrom('sync_state')
    .select(['table_id', 'rows'])
    .where('table_id', 'in', tables)
    .execute();
  return found.reduce((sum, { rows }) => sum + Number(rows ?? 0), 0);
};
