import { defineError } from '@agnes/sdk/errors';

export const jobNotFound = defineError<{ job: string }>({
  code: 'job_not_found',
  kind: 'not_found',
  message: ({ job }) => `No job of yours has the id "${job}".`,
  hint: 'GET /api/jobs lists the jobs you may see.',
});

export const jobFinished = defineError<{ job: string; job_status: string }>({
  code: 'job_finished',
  kind: 'conflict',
  message: ({ job, job_status }) => `The job ${job} has ended as ${job_status}; there is nothing to cancel.`,
  hint: 'GET /api/jobs/{id} shows how it ended.',
});

export const jobNotWaiting = defineError<{ job: string; job_status: string }>({
  code: 'not_waiting',
  kind: 'conflict',
  message: ({ job, job_status }) => `The job ${job} asks nothing: it is ${job_status}.`,
  hint: 'Only a job whose status is needs_confirmation takes an answer; GET /api/jobs/{id} shows its status.',
});

export const idempotencyKeyReused = defineError<{ key: string; kind: string }>({
  code: 'idempotency_key_reused',
  kind: 'conflict',
  message: ({ key, kind }) => `The idempotency key "${key}" already stands for a job of kind ${kind}.`,
  hint: 'Use a fresh key for every different request.',
});

export const idempotencyKeyTooLong = defineError<{ length: number }>({
  code: 'idempotency_key_too_long',
  kind: 'invalid',
  message: ({ length }) => `The idempotency key has ${length} characters; 128 are allowed.`,
  hint: 'Send a shorter Idempotency-Key, such as a UUID.',
});

export const sinceInvalid = defineError<{ since: string }>({
  code: 'since_invalid',
  kind: 'invalid',
  message: ({ since }) => `"${since}" in \`since\` is not a point in time.`,
  hint: 'Send ISO 8601 such as 2027-01-31T08:00:00Z; in an address `+` is written %2B.',
});

export const jobCancelled = defineError({
  code: 'cancelled',
  kind: 'conflict',
  message: () => 'The job was cancelled.',
  hint: 'Start it again when it is wanted after all.',
});

export const hostStopping = defineError({
  code: 'host_stopping',
  kind: 'unavailable',
  message: () => 'The host is stopping; the job goes on after the next start.',
  hint: 'Nothing to do.',
});

export const leaseLost = defineError<{ job: string }>({
  code: 'lease_lost',
  kind: 'conflict',
  message: ({ job }) => `Another worker has taken the job ${job} over.`,
  hint: 'Nothing to do: what this attempt produced is not accepted.',
});
