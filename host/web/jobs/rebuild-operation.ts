import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { rebuild } from '../../lake/log/operations.ts';
import { below } from '../address.ts';
import { page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { askedBy, type ServicesOf } from '../plugin-pages/answers.ts';

/** The button that has the views of the lake brought in line, or made anew. */
export const rebuildOperation = operation({
  id: 'web.rebuild',
  route: 'POST /admin/jobs/rebuild',
  summary: 'Brings the views in line with the registry, or makes all of them anew, from the page',
  who: 'admin',
  body: Type.Object({ all: Type.Optional(Type.Literal('on')) }),
  bodyOptional: true,
  unknownKeys: 'ignore',
  result: page,
  audit: ({ body }) => ({
    action: 'analytics.rebuild',
    resource: 'lake:analytics',
    params: { all: isAll(body) },
  }),
  run: async (input, services: ServicesOf<typeof rebuild>) => {
    const queued = await rebuild.run(askedBy(input, { body: { all: isAll(input.body) } }), services);
    // As the schema of its result says.
    return seeOther(
      `${below('/admin/jobs', (queued as { readonly job_id: string }).job_id)}?done=rebuilding`,
    );
  },
});

// A body that is left out is `undefined`, whatever its schema says.
const isAll = (body: { readonly all?: 'on' } | undefined): boolean => body?.all === 'on';
