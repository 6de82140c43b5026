import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { TableFailures } from './due-table.ts';

type Db = Kysely<Tables>;
/** A run as stored. */
export type RunRow = Omit<Selectable<Tables['sync_runs']>, 'dry_run'>;
type History = Selectable<Tables['sync_history']>;
/** A table of a run as stored, with the name it has now. */
export type HistoryRow = Omit<History, 'run_id' | 'id' | 'synced_at' | 'retry_at'> & {
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
    .select([
      'history.duration_ms',
      'history.error',
      'history.error_code',
      'history.details',
      'history.driver',
    ])
    .where('history.run_id', '=', runId)
    .orderBy('history.id')
    .execute();

/**
 * Failures of each table since it last brought data or said that there is nothing new, and since it or its source was
 * last changed, by table id. A run that was only tried has not failed.
 */
export const failuresSinceSuccess = async (db: Db): Promise<ReadonlyMap<string, TableFailures>> => {
  const failing = db.selectFrom('sync_state').select('table_id').where('status', 'in', ['error', 'stale']);
  const successes = db
    .selectFrom('sync_history')
    .select(({ fn }) => ['table_id', fn.max('synced_at').as('at')])
    .where('status', 'in', ['published', 'unchanged'])
    .where('table_id', 'in', failing)
    .groupBy('table_id')
    .as('success');
  const rows = await db
    .selectFrom('sync_history as failure')
    .innerJoin('sync_state as state', 'state.table_id', 'failure.table_id')
    .innerJoin('table_registry as registry', 'registry.id', 'failure.table_id')
    .leftJoin('sources as source', 'source.id', 'registry.source_id')
    .leftJoin('sync_runs as run', 'run.id', 'failure.run_id')
    .leftJoin(successes, 'success.table_id', 'failure.table_id')
    .select(({ fn }) => [
      'failure.table_id',
      fn.countAll().as('count'),
      fn.max('failure.synced_at').as('last'),
      fn.max('failure.retry_at').as('retryAt'),
      fn<boolean>('bool_or', ['state.retryable']).as('retryable'),
    ])
    .where('failure.status', '=', 'failed')
    .where('failure.table_id', 'in', failing)
    .where(({ eb, or, ref }) =>
      or([eb('success.at', 'is', null), eb('failure.synced_at', '>', ref('success.at'))]),
    )
    .where(({ eb, or }) => or([eb('run.dry_run', 'is', null), eb('run.dry_run', '=', false)]))
    .where(({ eb, ref }) => eb('failure.synced_at', '>=', ref('registry.updated_at')))
    .where(({ eb, or, ref }) =>
      or([eb('source.id', 'is', null), eb('failure.synced_at', '>=', ref('source.updated_at'))]),
    )
    .groupBy('failure.table_id')
    .execute();
  return new Map(rows.map(({ table_id, ...failures }) => [table_id, failuresOf(failures)]));
};

const failuresOf = ({
  count,
  last,
  retryAt,
  retryable,
}: {
  readonly count: string | number | bigint;
  readonly last: Date;
  readonly retryAt: Date | null;
  readonly retryable: boolean | null;
}): TableFailures => ({
  count: Number(count),
  last,
  retryable: retryable !== false,
  ...(retryAt && { retryAt }),
});
