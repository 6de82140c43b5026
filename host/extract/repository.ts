import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { TableFailures } from './due-table.ts';

type Db = Kysely<Tables>;
/** A run as stored. */
export type RunRow = Selectable<Tables['sync_runs']>;
/** A table of a run as stored, with the name it has now. */
export type HistoryRow = Omit<Selectable<Tables['sync_history']>, 'run_id' | 'id' | 'synced_at'> & {
  readonly name: string | null;
};

const runColumns = [
  'id',
  'job_id',
  'trigger',
  'requested',
  'status',
  'started_at',
  'finished_at',
  'tables_ok',
  'tables_failed',
  'tables_skipped',
  'generation',
] as const;

export const insertRun = async (tx: Db, row: Insertable<Tables['sync_runs']>): Promise<void> => {
  await tx.insertInto('sync_runs').values(row).execute();
};

/** Ends a run. */
export const finishRun = async (
  tx: Db,
  id: string,
  end: Pick<
    RunRow,
    'status' | 'finished_at' | 'tables_ok' | 'tables_failed' | 'tables_skipped' | 'generation'
  >,
): Promise<void> => {
  await tx.updateTable('sync_runs').set(end).where('id', '=', id).execute();
};

/** Ends a run that could not end itself; without an id, every such run. */
export const abandonRun = async (
  tx: Db,
  { id, at }: { readonly id?: string; readonly at: Date },
): Promise<void> => {
  const unfinished = tx
    .updateTable('sync_runs')
    .set({ status: 'interrupted', finished_at: at })
    .where('finished_at', 'is', null);
  await (id === undefined ? unfinished : unfinished.where('id', '=', id)).execute();
};

export const insertHistory = async (
  tx: Db,
  rows: readonly Insertable<Tables['sync_history']>[],
): Promise<void> => {
  for (let from = 0; from < rows.length; from += batch) {
    await tx
      .insertInto('sync_history')
      .values(rows.slice(from, from + batch))
      .execute();
  }
};

const batch = 500;

/** Which runs are listed. `before`: runs older than the run of this id. */
export interface RunFilter {
  readonly table?: string;
  readonly status?: string;
  readonly before?: string;
  readonly limit: number;
}

/** Runs, newest first. Ids sort by the time they were made. */
export const listRuns = (db: Db, { table, status, before, limit }: RunFilter): Promise<RunRow[]> => {
  let query = db.selectFrom('sync_runs').select(runColumns);
  if (status !== undefined) query = query.where('status', '=', status);
  if (before !== undefined) query = query.where('id', '<', before);
  if (table !== undefined) {
    const ofTable = db.selectFrom('sync_history').select('run_id').where('table_id', '=', table);
    query = query.where('id', 'in', ofTable);
  }
  return query.orderBy('id', 'desc').limit(limit).execute();
};

export const findRun = (db: Db, id: string): Promise<RunRow | undefined> =>
  db.selectFrom('sync_runs').select(runColumns).where('id', '=', id).executeTakeFirst();

export const historyOf = (db: Db, runId: string): Promise<HistoryRow[]> =>
  db
    .selectFrom('sync_history as history')
    .leftJoin('table_registry as registry', 'registry.id', 'history.table_id')
    .select(['history.table_id', 'registry.name', 'history.status', 'history.rows', 'history.bytes'])
    .select(['history.duration_ms', 'history.error', 'history.error_code', 'history.details'])
    .where('history.run_id', '=', runId)
    .orderBy('history.id')
    .execute();

/** Failures of each table since it last brought data or said that there is nothing new, by table id. */
export const failuresSinceSuccess = async (db: Db): Promise<ReadonlyMap<string, TableFailures>> => {
  const successes = db
    .selectFrom('sync_history')
    .select(({ fn }) => ['table_id', fn.max('synced_at').as('at')])
    .where('status', 'in', ['published', 'unchanged'])
    .groupBy('table_id')
    .as('success');
  const rows = await db
    .selectFrom('sync_history as failure')
    .leftJoin(successes, 'success.table_id', 'failure.table_id')
    .select(({ fn }) => [
      'failure.table_id',
      fn.countAll().as('count'),
      fn.max('failure.synced_at').as('last'),
    ])
    .where('failure.status', '=', 'failed')
    .where((eb) => eb.or([eb('success.at', 'is', null), eb('failure.synced_at', '>', eb.ref('success.at'))]))
    .groupBy('failure.table_id')
    .execute();
  return new Map(rows.map(({ table_id, count, last }) => [table_id, { count: Number(count), last }]));
};
