import { Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import type { PluginJobs } from './plugin-jobs.ts';

const start = operation({
  id: 'plugin-job.start',
  route: 'POST /x/:publisher/:slug/jobs/:name',
  summary: 'Start a job of a plugin.',
  who: 'admin',
  params: Type.Object({ publisher: Type.String(), slug: Type.String(), name: Type.String() }),
  body: Type.Object(
    {
      connection: Type.Optional(
        Type.String({ description: 'Slug of the only source it is for; absent: all that it is for.' }),
      ),
    },
    { additionalProperties: true, description: 'What the job takes, as its manifest says.' },
  ),
  bodyOptional: true,
  result: Type.Object({ status: Type.Literal('accepted'), job_id: Type.String() }),
  status: 202,
  problems: [
    'plugin_job_not_found',
    'plugin_unavailable',
    'job_params_invalid',
    'job_source_unknown',
    'idempotency_key_reused',
    'idempotency_key_too_long',
  ],
  audit: ({ params: { publisher, slug, name }, body }) => ({
    action: 'plugin_job.start',
    resource: `plugin_job:${publisher}/${slug}/${name}`,
    params: { ...body },
  }),
  run: async (
    { params: { publisher, slug, name }, body, principal, request, intent },
    { pluginJobs }: { readonly pluginJobs: Pick<PluginJobs, 'start'> },
  ) => {
    const key = request.headers['idempotency-key'];
    const job = await pluginJobs.start({ plugin: `${publisher}/${slug}`, name }, body ?? {}, {
      createdBy: principal.userId,
      requestId: request.id,
      ...(key !== undefined && { idempotencyKey: key }),
      intent,
    });
    return { status: 'accepted', job_id: job.id };
  },
});

/** Everything that plugins are asked to do. */
export const pluginJobOperations = [start] as const;
