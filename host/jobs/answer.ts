import type { Kysely, Updateable } from 'kysely';
import type { Tables } from '../store/tables.ts';
import { jobNotWaiting } from './errors.ts';
import { appendEvents } from './events/repository.ts';
import type { Job, JobError } from './job.ts';
import { changeIdle } from './repository.ts';

/** Gives a job that waits for a yes its answer: it goes back to the queue, or it ends. */
export const answer = async (
  tx: Kysely<Tables>,
  { id, status, attempt, confirm }: Job,
  { accept, at }: { readonly accept: boolean; readonly at: Date },
): Promise<Job> => {
  const changes = accept ? resumed(confirm?.resume, at) : endedColumns(declined, at);
  const job = await changeIdle(tx, { id, status: 'needs_confirmation' }, changes);
  if (!job) throw jobNotWaiting({ job: id, job_status: status });
  await appendEvents(tx, { id, at }, accept ? [stateOf(job)] : endedEvents(declined, attempt));
  return job;
};

/** Ends those of these jobs that still wait for a yes: what they ask about is another thing by now. */
export const supersede = async (tx: Kysely<Tables>, ids: readonly string[], at: Date): Promise<void> => {
  for (const id of ids) {
    const job = await changeIdle(tx, { id, status: 'needs_confirmation' }, endedColumns(superseded, at));
    if (job) await appendEvents(tx, { id, at }, endedEvents(superseded, job.attempt));
  }
};

const superseded: JobError = {
  code: 'superseded',
  message: 'A later run has settled what this one asked about, or asks anew.',
  retryable: false,
  statusSource: 'host',
};

const resumed = (params: unknown, at: Date): Updateable<Tables['jobs']> => ({
  status: 'queued',
  params: JSON.stringify(params ?? null),
  attempt: 0,
  run_after: at,
  result: null,
  error: null,
  progress: null,
  confirm: null,
  // What was confirmed for this job must not happen to those who ask for the ordinary one.
  coalesce_key: null,
});

const declined: JobError = {
  code: 'declined',
  message: 'An administrator answered no.',
  retryable: false,
  statusSource: 'host',
};

const endedColumns = (error: JobError, at: Date): Updateable<Tables['jobs']> => ({
  status: 'cancelled',
  error: JSON.stringify(error),
  confirm: null,
  finished_at: at,
});

const stateOf = ({ status, attempt }: Job) => ({ type: 'state', data: { status, attempt } }) as const;

const endedEvents = ({ code, message }: JobError, attempt: number) => {
  const data = { status: 'cancelled', attempt, error: { code, message } };
  return [{ type: 'state', data } as const, { type: 'end', data } as const];
};
