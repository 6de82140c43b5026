import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { below } from '../address.ts';
import { page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { pluginDetail } from '../plugin-pages/answers.ts';
import { orShowAgain } from '../refusal.ts';
import { type OwnJobPageServices, ownJobPage } from './job-page.ts';
import { ownJob } from './own-jobs.ts';
import { runSent } from './run-form.ts';

const segment = Type.String({ maxLength: 100 });
const params = Type.Object({ publisher: segment, slug: segment, name: segment });

const show = operation({
  id: 'web.plugin_job',
  route: 'GET /admin/plugins/:publisher/:slug/jobs/:name',
  summary: 'One job of a plugin: when it runs, how it went, and the form that runs it now',
  who: 'admin',
  params,
  result: page,
  problems: ['plugin_not_found', 'plugin_job_not_found'],
  run: ({ params: address, ...asker }, services: OwnJobPageServices) =>
    ownJobPage(services, asker, { address }),
});

const start = operation({
  id: 'web.plugin_job_start',
  route: 'POST /admin/plugins/:publisher/:slug/jobs/:name',
  summary: 'Starts a job of a plugin, from the page',
  who: 'admin',
  params,
  body: Type.Record(Type.String({ maxLength: 500 }), Type.String({ maxLength: 100_000 }), {
    description: 'Fields of the form, by the names of parameters.',
  }),
  result: page,
  problems: ['plugin_not_found', 'plugin_job_not_found', 'job_params_invalid', 'job_source_unknown'],
  audit: ({ params: { publisher, slug, name }, body }) => ({
    action: 'plugin_job.start',
    resource: `plugin_job:${publisher}/${slug}/${name}`,
    params: { ...body },
  }),
  run: async (input, services: OwnJobPageServices) => {
    const { params: address, body: typed, principal, request, intent } = input;
    const { id: plugin } = await pluginDetail(services, input, address);
    const { name } = address;
    const job = await ownJob(services, input, { plugin, name, runs: 0 });
    const { params: given, faults } = runSent(job, typed);
    if (faults.length > 0) return ownJobPage(services, input, { address, typed, faults });
    return orShowAgain(
      async () => {
        const origin = { createdBy: principal.userId, requestId: request.id, intent };
        const started = await services.pluginJobs.start({ plugin, name }, given, origin);
        return seeOther(`${below('/admin/jobs', started.id)}?done=started`);
      },
      (refusal) => ownJobPage(services, input, { address, typed, refusal }),
    );
  },
});

/** The pages of jobs of plugins, and their form. */
export const ownJobOperations = [show, start] as const;
