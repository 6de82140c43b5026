import { defineError } from '@agnes/sdk/errors';

export const resultNotReady = defineError<{ job: string; job_status: string }>({
  code: 'result_not_ready',
  kind: 'conflict',
  message: ({ job, job_status }) => `The query ${job} is ${job_status}; it has no result.`,
  hint: ({ job, job_status }) =>
    job_status === 'failed' || job_status === 'cancelled'
      ? `GET /api/query/jobs/${job} tells why; send the query again.`
      : `Ask again when GET /api/query/jobs/${job} says succeeded.`,
});

export const resultExpired = defineError<{ job: string }>({
  code: 'result_expired',
  kind: 'gone',
  message: ({ job }) => `The result of the query ${job} is gone.`,
  hint: 'Results are kept for 24 hours, or until they are deleted: send the query again.',
});

/** Which table it was is not told: it may be one the caller must not know of by now. */
export const resultDenied = defineError<{ job: string }>({
  code: 'result_denied',
  kind: 'forbidden',
  message: ({ job }) => `The query ${job} read a table that you may not read any more.`,
  hint: 'An administrator grants tables; GET /api/catalog/tables lists those you have.',
});

export const resultTooLarge = defineError<{ limit_bytes: number }>({
  code: 'result_too_large',
  kind: 'bad_request',
  message: ({ limit_bytes }) => `Query error: the result has more than ${limit_bytes} bytes`,
  hint: 'Read fewer columns or rows, or aggregate.',
});

export const resultsFull = defineError<{ bytes: number; limit_bytes: number }>({
  code: 'results_full',
  kind: 'conflict',
  message: ({ bytes, limit_bytes }) =>
    `Results of yours hold ${bytes} bytes; at most ${limit_bytes} are kept.`,
  hint: 'Delete some with DELETE /api/query/jobs/{id}; the others go 24 hours after their query.',
});

/** Whoever sent it is no user of this host any more. */
export const askerGone = defineError({
  code: 'asker_gone',
  kind: 'forbidden',
  message: () => 'Whoever sent this query may not sign in any more.',
  hint: 'Send it as somebody else.',
});
