import { Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import type { JobAgain } from './job-again.ts';
import type { Jobs } from './jobs.ts';

/** Queues a job once more. */
export const jobAgainOperation = operation({
  id: 'job.again',
  route: 'POST /api/jobs/:id/again',
  summary: 'Queue an equal job: another run of what a sync has read, as it was asked for.',
  who: 'admin',
  params: Type.Object({ id: Type.String() }),
  result: Type.Object({ status: Type.Literal('accepted'), job_id: Type.String() }),
  status: 202,
  problems: ['job_not_found', 'not_repeatable', 'unknown_table', 'unknown_connection'],
  audit: ({ params }) => ({ action: 'job.again', resource: `job:${params.id}` }),
  run: async (
    { principal, params, request, intent },
    { jobs, jobAgain }: { readonly jobs: Pick<Jobs, 'get'>; readonly jobAgain: JobAgain },
  ) => {
    const job = await jobs.get(principal, params.id);
    const by = { userId: principal.userId, requestId: request.id };
    return { status: 'accepted' as const, job_id: await jobAgain.queue(job, by, intent) };
  },
});
