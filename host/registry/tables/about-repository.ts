import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** What became of a table in one run. */
export type PastRun = Pick<
  Selectable<Tables['sync_history']>,
  'run_id' | 'synced_at' | 'status' | 'rows' | 'bytes' | 'duration_ms' | 'error'
>;

/** How the columns of a table changed. */
export type PastChange = Pick<
  Selectable<Tables['schema_changes']>,
  'detected_at' | 'policy' | 'outcome' | 'diff'
>;

/** The code behind a table. */
export type TableProducer = Omit<Selectable<Tables['table_producers']>, 'table_id'>;

/** What is known of a table beside its registry row. */
export interface AboutTable {
  /** Newest first. */
  readonly runs: readonly PastRun[];
  readonly changes: readonly PastChange[];
  /** How many rows would go along with the table. */
  readonly described: number;
  readonly subscribers: number;
  /** Which code brought what readers see; nothing where no run of a connector did. */
  readonly producer?: TableProducer;
}

const most = 20;

/** Reads it all. */
export const aboutTable = async (db: Db, id: string): Promise<AboutTable> => {
  const [runs, changes, described, subscribers, producer] = await Promise.all([
    runsOf(db, id),
    changesOf(db, id),
    countOf(db, 'column_metadata', id),
    countOf(db, 'user_sync_settings', id),
    producerOf(db, id),
  ]);
  return { runs, changes, described, subscribers, ...(producer && { producer }) };
};

const runsOf = (db: Db, id: string): Promise<PastRun[]> =>
  db
    .selectFrom('sync_history')
    .select(['run_id', 'synced_at', 'status', 'rows', 'bytes', 'duration_ms', 'error'])
    .where('table_id', '=', id)
    .orderBy('synced_at', 'desc')
    .limit(most)
    .execute();

const changesOf = (db: Db, id: string): Promise<PastChange[]> =>
  db
    .selectFrom('schema_changes')
    .select(['detected_at', 'policy', 'outcome', 'diff'])
    .where('table_id', '=', id)
    .orderBy('detected_at', 'desc')
    .limit(most)
    .execute();

const producerOf = (db: Db, id: string): Promise<TableProducer | undefined> =>
  db
    .selectFrom('table_producers')
    .select(['plugin_id', 'version', 'tree_hash', 'generation', 'run_id', 'produced_at'])
    .where('table_id', '=', id)
    .executeTakeFirst();

const countOf = async (
  db: Db,
  name: 'column_metadata' | 'user_sync_settings',
  id: string,
): Promise<number> => {
  const count = db.selectFrom(name).select((eb) => eb.fn.countAll<number>().as('n'));
  return Number((await count.where('table_id', '=', id).executeTakeFirst())?.n ?? 0);
};
