import type { Selectable } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { Confirmation, Job, JobError, JobProgress } from './job.ts';

/** Columns a job is made of. */
export const jobColumns = [
  'id',
  'kind',
  'lane',
  'status',
  'params',
  'result',
  'error',
  'progress',
  'confirm',
  'run_after',
  'attempt',
  'max_attempts',
  'concurrency_key',
  'cancel_requested',
  'plugin_generation',
  'created_by',
  'request_id',
  'created_at',
  'started_at',
  'finished_at',
] as const;

type Row = Pick<Selectable<Tables['jobs']>, (typeof jobColumns)[number]>;

/** The job of a row. What is in it was written by the repository beside it, hence the `as`. */
export const jobOf = (row: Row): Job => ({
  id: row.id,
  kind: row.kind,
  lane: row.lane,
  status: row.status as Job['status'],
  params: JSON.parse(row.params),
  attempt: row.attempt,
  maxAttempts: row.max_attempts,
  runAfter: row.run_after,
  cancelRequested: row.cancel_requested,
  createdAt: row.created_at,
  ...(row.result !== null && { result: JSON.parse(row.result) }),
  ...(row.error !== null && { error: JSON.parse(row.error) as JobError }),
  ...(row.progress !== null && { progress: JSON.parse(row.progress) as JobProgress }),
  ...(row.confirm !== null && { confirm: JSON.parse(row.confirm) as Confirmation }),
  ...(row.concurrency_key !== null && { concurrencyKey: row.concurrency_key }),
  ...(row.plugin_generation !== null && { generation: row.plugin_generation }),
  ...(row.created_by !== null && { createdBy: row.created_by }),
  ...(row.request_id !== null && { requestId: row.request_id }),
  ...(row.started_at !== null && { startedAt: row.started_at }),
  ...(row.finished_at !== null && { finishedAt: row.finished_at }),
});
