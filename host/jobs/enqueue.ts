import type { Kysely } from 'kysely';
import { newId } from '../store/new-id.ts';
import type { Tables } from '../store/tables.ts';
import { idempotencyKeyReused, idempotencyKeyTooLong } from './errors.ts';
import { appendEvents } from './events/repository.ts';
import type { Job, JobDraft } from './job.ts';
import { changeQueued, findByIdempotencyKey, findQueued, insertJob } from './repository.ts';

/** What an enqueue led to. `coalesced`: an equal job was already waiting, and this is it. */
export interface Enqueued {
  readonly job: Job;
  readonly coalesced: boolean;
}

const day = 24 * 3_600_000;
const attempts = 5;
const longestKey = 128;

/** Puts a job into the queue, unless the same request or an equal queued job is already there. */
export const enqueue = async (tx: Kysely<Tables>, draft: JobDraft, now: number): Promise<Enqueued> => {
  const first = await firstAnswer(tx, draft, now);
  if (first) return { job: first, coalesced: false };
  const waiting = draft.coalesceKey === undefined ? undefined : await findQueued(tx, draft.coalesceKey);
  if (waiting) return { job: await sooner(tx, waiting, runAfterOf(draft, now)), coalesced: true };
  const job = await insertJob(tx, rowOf(draft, now));
  const data = { status: 'queued', attempt: 0 };
  await appendEvents(tx, { id: job.id, at: new Date(now) }, [{ type: 'state', data }]);
  return { job, coalesced: false };
};

const firstAnswer = async (tx: Kysely<Tables>, draft: JobDraft, now: number): Promise<Job | undefined> => {
  const { idempotencyKey: key, createdBy, kind } = draft;
  if (key === undefined || createdBy === undefined) return undefined;
  if (key.length > longestKey) throw idempotencyKeyTooLong({ length: key.length });
  const job = await findByIdempotencyKey(tx, { key, createdBy, since: new Date(now - day) });
  if (job && job.kind !== kind) throw idempotencyKeyReused({ key, kind: job.kind });
  return job;
};

// A job that waits for its next attempt is wanted now.
const sooner = async (tx: Kysely<Tables>, job: Job, runAfter: Date): Promise<Job> =>
  job.runAfter > runAfter ? ((await changeQueued(tx, job.id, { run_after: runAfter })) ?? job) : job;

const runAfterOf = ({ runAfter }: JobDraft, now: number): Date => new Date(runAfter ?? now);

const rowOf = (draft: JobDraft, now: number): Parameters<typeof insertJob>[1] => ({
  id: newId(),
  kind: draft.kind,
  lane: draft.lane ?? 'light',
  status: 'queued',
  params: JSON.stringify(draft.params ?? null),
  priority: draft.priority ?? 0,
  run_after: runAfterOf(draft, now),
  attempt: 0,
  max_attempts: draft.maxAttempts ?? attempts,
  concurrency_key: draft.concurrencyKey ?? null,
  coalesce_key: draft.coalesceKey ?? null,
  idempotency_key: draft.idempotencyKey ?? null,
  cancel_requested: false,
  created_by: draft.createdBy ?? null,
  request_id: draft.requestId ?? null,
  created_at: new Date(now),
});
