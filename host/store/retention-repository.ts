import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

type Db = Kysely<Tables>;

/** Instants before which rows are too old, by what they are. */
export interface Limits {
  readonly jobs: Date;
  readonly jobEvents: Date;
  readonly sentMail: Date;
  readonly syncHistory: Date;
  readonly queries: Date;
  readonly conditions: Date;
  readonly plugins: Date;
}

/** How many rows went, by table. */
export type Pruned = Readonly<Record<string, number>>;

/** Jobs that ended, with their events; events of jobs that are kept go earlier. */
export const pruneJobs = async (tx: Db, { jobs, jobEvents }: Limits): Promise<Pruned> => {
  const old = tx.selectFrom('jobs').select('id').where('finished_at', '<', jobs);
  const events = await tx
    .deleteFrom('job_events')
    .where((eb) => eb.or([eb('occurred_at', '<', jobEvents), eb('job_id', 'in', old)]))
    .executeTakeFirst();
  const ended = await tx.deleteFrom('jobs').where('finished_at', '<', jobs).executeTakeFirst();
  return { job_events: Number(events.numDeletedRows), jobs: Number(ended.numDeletedRows) };
};

/** Runs that are over, with what became of their tables. */
export const pruneRuns = async (tx: Db, { syncHistory }: Limits): Promise<Pruned> => {
  const history = await tx.deleteFrom('sync_history').where('synced_at', '<', syncHistory).executeTakeFirst();
  const runs = await tx.deleteFrom('sync_runs').where('finished_at', '<', syncHistory).executeTakeFirst();
  return { sync_history: Number(history.numDeletedRows), sync_runs: Number(runs.numDeletedRows) };
};

/** Mail that was sent, and conditions that are over. What still waits or holds stays, however old it is. */
export const pruneNotes = async (tx: Db, { sentMail, conditions }: Limits): Promise<Pruned> => {
  const mail = await tx.deleteFrom('outbox').where('sent_at', '<', sentMail).executeTakeFirst();
  const over = await tx.deleteFrom('conditions').where('cleared_at', '<', conditions).executeTakeFirst();
  return { outbox: Number(mail.numDeletedRows), conditions: Number(over.numDeletedRows) };
};

/** Calls and failures of plugins, what they used, and who brought tables that are gone. */
export const prunePlugins = async (tx: Db, { plugins }: Limits): Promise<Pruned> => {
  const day = plugins.toISOString().slice(0, 10);
  const calls = await tx.deleteFrom('hook_calls').where('occurred_at', '<', plugins).executeTakeFirst();
  const errors = await tx.deleteFrom('plugin_errors').where('last_at', '<', plugins).executeTakeFirst();
  const uses = await tx.deleteFrom('capability_use').where('day', '<', day).executeTakeFirst();
  const known = tx.selectFrom('table_registry').select('id');
  await tx.deleteFrom('table_producers').where('table_id', 'not in', known).execute();
  return {
    hook_calls: Number(calls.numDeletedRows),
    plugin_errors: Number(errors.numDeletedRows),
    capability_use: Number(uses.numDeletedRows),
  };
};

/** Queries that were asked. */
export const pruneQueries = async (tx: Db, { queries }: Limits): Promise<Pruned> => {
  const asked = await tx.deleteFrom('query_log').where('occurred_at', '<', queries).executeTakeFirst();
  return { query_log: Number(asked.numDeletedRows) };
};
