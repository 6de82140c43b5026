import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { Reply } from '../../http/reply.ts';
import { below } from '../address.ts';
import { page } from '../form-fields.ts';
import type { Asking } from '../frame.ts';
import { seeOther } from '../page-reply.ts';
import { orShowAgain } from '../refusal.ts';
import { type JobPageServices, jobPage } from './job-page.ts';
import { rebuildOperation } from './rebuild-operation.ts';

const params = Type.Object({ id: Type.String() });

/** Does what a form of the page asks for; `act` answers which job is shown then, and what is said of it. */
const jobDeed = (
  services: JobPageServices,
  { id, ...asking }: Asking & { readonly id: string },
  act: () => Promise<readonly [id: string, done: string]>,
): Promise<Reply> =>
  orShowAgain(
    async () => {
      const [shown, done] = await act();
      return seeOther(`${below('/admin/jobs', shown)}?done=${done}`);
    },
    (refusal) => {
      // Without the job there is no page to show again.
      if (refusal.code === 'job_not_found') throw refusal.cause;
      return jobPage(services, asking, { id, refusal });
    },
  );

const cancel = operation({
  id: 'web.job_cancel',
  route: 'POST /admin/jobs/:id/cancel',
  summary: 'Stops a job, from the page',
  who: 'admin',
  params,
  result: page,
  problems: ['job_not_found', 'job_finished'],
  audit: ({ params: { id } }) => ({ action: 'job.cancel', resource: `job:${id}` }),
  run: ({ params: { id }, principal, request, intent }, services: JobPageServices) =>
    jobDeed(services, { id, principal, request }, async () => {
      await services.jobs.cancel(principal, id, intent);
      return [id, 'cancelling'];
    }),
});

const confirm = operation({
  id: 'web.job_confirm',
  route: 'POST /admin/jobs/:id/confirm',
  summary: 'Answers what a job asks, from the page',
  who: 'admin',
  params,
  body: Type.Object({ answer: Type.Union([Type.Literal('yes'), Type.Literal('no')]) }),
  unknownKeys: 'ignore',
  result: page,
  problems: ['job_not_found', 'not_waiting'],
  audit: ({ params: { id }, body: { answer } }) => ({
    action: 'job.confirm',
    resource: `job:${id}`,
    params: { accept: answer === 'yes' },
  }),
  run: ({ params: { id }, body: { answer }, principal, request, intent }, services: JobPageServices) =>
    jobDeed(services, { id, principal, request }, async () => {
      const accept = answer === 'yes';
      await services.jobs.confirm(principal, id, { accept, intent });
      return [id, accept ? 'accepted' : 'declined'];
    }),
});

const again = operation({
  id: 'web.job_again',
  route: 'POST /admin/jobs/:id/again',
  summary: 'Queues an equal job, from the page',
  who: 'admin',
  params,
  result: page,
  problems: ['job_not_found', 'not_repeatable', 'unknown_table', 'unknown_connection'],
  audit: ({ params: { id } }) => ({ action: 'job.again', resource: `job:${id}` }),
  run: ({ params: { id }, principal, request, intent }, services: JobPageServices) =>
    jobDeed(services, { id, principal, request }, async () => {
      const job = await services.jobs.get(principal, id);
      const by = { userId: principal.userId, requestId: request.id };
      return [await services.jobAgain.queue(job, by, intent), 'queued'];
    }),
});

/** What the page about a job changes. */
export const jobChangeOperations = [rebuildOperation, cancel, confirm, again] as const;
