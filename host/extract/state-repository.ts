import type { Insertable, Kysely } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { RefreshMemory } from './refresh.ts';

type Db = Kysely<Tables>;
type StateRow = Insertable<Tables['source_state']>;

/** What is remembered of a table: what its connector wants to be told, and how the table was last read whole. */
export interface SourceMemory {
  /** Absent when the connector said nothing. */
  readonly state?: unknown;
  readonly refresh?: RefreshMemory;
}

/**
 * What is remembered of the tables of a source in this version of it, by table id. What another version left, and nobody
 * brought to this one, is nothing.
 */
export const sourceStates = async (
  db: Db,
  { sourceId, version }: { readonly sourceId: string; readonly version: number },
): Promise<ReadonlyMap<string, SourceMemory>> => {
  const rows = await db
    .selectFrom('source_state')
    .select(['stream', 'state', 'refresh'])
    .where('source_id', '=', sourceId)
    .where('state_version', '=', version)
    .execute();
  return new Map(
    rows.map(({ stream, state, refresh }) => [
      stream,
      {
        ...(state !== nothing && { state: JSON.parse(state) }),
        ...(refresh !== null && { refresh: JSON.parse(refresh) }),
      },
    ]),
  );
};

const nothing = 'null';

/** Keeps what is remembered of a table, with the data it describes. An absent state leaves the stored one of its version. */
export const saveSourceState = async (
  tx: Db,
  { state, refresh, ...row }: Omit<StateRow, 'state' | 'refresh'> & SourceMemory,
): Promise<void> => {
  const before = await tx
    .selectFrom('source_state')
    .select('state')
    .where('source_id', '=', row.source_id)
    .where('stream', '=', row.stream)
    .where('state_version', '=', row.state_version)
    .executeTakeFirst();
  await tx
    .deleteFrom('source_state')
    .where('source_id', '=', row.source_id)
    .where('stream', '=', row.stream)
    .execute();
  const kept = state === undefined ? (before?.state ?? nothing) : JSON.stringify(state);
  const memory = refresh ? JSON.stringify(refresh) : null;
  await tx
    .insertInto('source_state')
    .values({ ...row, state: kept, refresh: memory })
    .execute();
};

/** Has a table read whole next time. */
export const forgetRefresh = async (
  tx: Db,
  { sourceId, tableId }: { readonly sourceId: string; readonly tableId: string },
): Promise<void> => {
  await tx
    .updateTable('source_state')
    .set({ refresh: null })
    .where('source_id', '=', sourceId)
    .where('stream', '=', tableId)
    .execute();
};

/** Writes down a difference of columns, unless it is the one that was written down last. */
export const saveSchemaChange = async (tx: Db, row: Insertable<Tables['schema_changes']>): Promise<void> => {
  const last = await tx
    .selectFrom('schema_changes')
    .select(['outcome', 'diff'])
    .where('table_id', '=', row.table_id)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  // A frozen table meets the same difference with every run.
  if (last?.outcome === row.outcome && last.diff === row.diff) return;
  await tx.insertInto('schema_changes').values(row).execute();
};
