import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import { rebuildJob } from '../../registry/rebuild-job.ts';
import type { GenerationLog } from './generation-log.ts';
import { generationDiff, generationList, rebuildQueued } from './schema.ts';

/** What the operations on generations need. */
interface GenerationServices {
  readonly generationLog: Pick<GenerationLog, 'list' | 'diff'>;
  readonly jobs: Pick<Jobs, 'enqueue'>;
}

const list = operation({
  id: 'generation.list',
  route: 'GET /api/admin/generations',
  summary: 'Generations of the published data, newest first',
  who: 'admin',
  query: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    cursor: Type.Optional(Type.String()),
  }),
  result: generationList,
  problems: ['cursor_expired', 'cursor_invalid'],
  run: async ({ query }, { generationLog }: GenerationServices) => {
    const body = await generationLog.list(query);
    return body.next_cursor === null ? body : reply({ body, headers: { 'X-Next-Cursor': body.next_cursor } });
  },
});

const number = (description: string) => Type.Integer({ minimum: 0, description });

const diff = operation({
  id: 'generation.diff',
  route: 'GET /api/admin/generations/diff',
  summary: 'What changed between two generations',
  who: 'admin',
  query: Type.Object({
    from: number('The first generation; 0 is the empty lake.'),
    to: number('The second generation.'),
  }),
  result: generationDiff,
  problems: ['generation_not_found'],
  run: async ({ query }, { generationLog }: GenerationServices) => generationLog.diff(query.from, query.to),
});

/** Queues a rebuild. */
export const rebuild = operation({
  id: 'generation.rebuild',
  route: 'POST /api/admin/rebuild',
  summary: 'Bring the views in line with the registry, or make all of them anew',
  who: 'admin',
  body: Type.Object(
    { all: Type.Optional(Type.Boolean({ description: 'True: every view is made anew.' })) },
    { additionalProperties: false },
  ),
  bodyOptional: true,
  result: rebuildQueued,
  status: 202,
  problems: ['idempotency_key_reused', 'idempotency_key_too_long'],
  audit: ({ body }) => ({
    action: 'analytics.rebuild',
    resource: 'lake:analytics',
    params: { all: isAll(body) },
  }),
  run: async ({ body, principal, intent, request }, { jobs }: GenerationServices) => {
    const key = request.headers['idempotency-key'];
    const draft = {
      ...rebuildJob({ reason: 'manual', all: isAll(body) }),
      createdBy: principal.userId,
      requestId: request.id,
      ...(key !== undefined && { idempotencyKey: key }),
    };
    const { job, coalesced } = await jobs.enqueue(draft, intent);
    return { status: 'accepted' as const, job_id: job.id, coalesced };
  },
});

// A body that is left out is `undefined`, whatever its schema says.
const isAll = (body: { readonly all?: boolean } | undefined): boolean => body?.all ?? false;

/** Generations over HTTP. */
export const generationOperations = [list, diff, rebuild] as const;
