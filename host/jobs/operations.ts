import { Type } from '@agnes/sdk';
import { cursorBehind, idOfCursor } from '../http/cursor.ts';
import { operation } from '../http/operation.ts';
import { reply } from '../http/reply.ts';
import { sinceInvalid } from './errors.ts';
import { jobStatuses } from './job.ts';
import { jobEventWire, jobSchema, jobWire } from './job-wire.ts';
import type { Jobs } from './jobs.ts';

/** What the operations on jobs need. */
interface JobServices {
  readonly jobs: Pick<Jobs, 'list' | 'get' | 'cancel' | 'confirm' | 'events' | 'follow'>;
  readonly now: () => number;
}

const params = Type.Object({ id: Type.String() });

const list = operation({
  id: 'job.list',
  route: 'GET /api/jobs',
  summary: 'Your jobs, newest first; admins see all.',
  who: 'user',
  service: 'jobs',
  query: Type.Object({
    kind: Type.Optional(Type.String()),
    status: Type.Optional(Type.Union(jobStatuses.map((word) => Type.Literal(word)))),
    since: Type.Optional(Type.String({ description: 'Created at or after, ISO 8601.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    cursor: Type.Optional(Type.String()),
  }),
  result: Type.Object({
    jobs: Type.Array(jobSchema),
    count: Type.Integer({ description: 'Jobs in this answer.' }),
    next_cursor: Type.Union([Type.String(), Type.Null()]),
  }),
  problems: ['cursor_expired', 'cursor_invalid', 'since_invalid'],
  run: async ({ principal, query }, { jobs, now }: JobServices) => {
    const { since, cursor, limit, ...words } = query;
    const found = await jobs.list(principal, {
      ...words,
      ...(since !== undefined && { since: instantOf(since) }),
      ...(cursor !== undefined && { before: idOfCursor(cursor, now()) }),
      ...(limit !== undefined && { limit: limit + 1 }),
    });
    return page(found.slice(0, limit), {
      query,
      isLast: found.length <= (limit ?? found.length),
      now: now(),
    });
  },
});

const get = operation({
  id: 'job.get',
  route: 'GET /api/jobs/:id',
  summary: 'One job.',
  who: 'user',
  service: 'jobs',
  params,
  result: jobSchema,
  problems: ['job_not_found'],
  run: async ({ principal, params }, { jobs }: JobServices) => jobWire(await jobs.get(principal, params.id)),
});

const cancel = operation({
  id: 'job.cancel',
  route: 'POST /api/jobs/:id/cancel',
  summary: 'Stop a job; nothing half-done is published.',
  who: 'user',
  scope: 'sync',
  params,
  result: Type.Object({ id: Type.String(), status: Type.Literal('cancelling') }),
  status: 202,
  problems: ['job_not_found', 'job_finished'],
  audit: ({ params }) => ({ action: 'job.cancel', resource: `job:${params.id}` }),
  run: async ({ principal, params, intent }, { jobs }: JobServices) => {
    await jobs.cancel(principal, params.id, intent);
    return { id: params.id, status: 'cancelling' };
  },
});

const confirm = operation({
  id: 'job.confirm',
  route: 'POST /api/jobs/:id/confirm',
  summary: 'Answer what a job asks: a yes lets it go on, a no ends it.',
  who: 'admin',
  params,
  body: Type.Object({ accept: Type.Boolean() }, { additionalProperties: false }),
  result: Type.Object({
    id: Type.String(),
    status: Type.Union(jobStatuses.map((word) => Type.Literal(word))),
  }),
  status: 202,
  problems: ['job_not_found', 'not_waiting'],
  audit: ({ params, body: { accept } }) => ({
    action: 'job.confirm',
    resource: `job:${params.id}`,
    params: { accept },
  }),
  run: async ({ principal, params, body: { accept }, intent }, { jobs }: JobServices) => {
    const { id, status } = await jobs.confirm(principal, params.id, { accept, intent });
    return { id, status };
  },
});

const events = operation({
  id: 'job.events',
  route: 'GET /api/jobs/:id/events',
  summary: 'What happens to a job: a stream, or with `Accept: application/json` what happened after `after`.',
  who: 'user',
  service: 'jobs',
  params,
  query: Type.Object({ after: Type.Integer({ default: 0, minimum: 0 }) }),
  result: Type.Object({
    events: Type.Array(
      Type.Object({
        seq: Type.Integer(),
        type: Type.String(),
        data: Type.Unknown(),
        occurred_at: Type.String(),
      }),
    ),
    next: Type.Integer({ description: 'The next `after`.' }),
  }),
  problems: ['job_not_found'],
  run: async ({ principal, params, query, request }, { jobs }: JobServices) => {
    if (wantsJson(request.accept)) {
      const told = await jobs.events(principal, params.id, query.after);
      return { events: told.map(jobEventWire), next: told.at(-1)?.seq ?? query.after };
    }
    const seen = Number(request.headers['last-event-id']);
    const after = Number.isSafeInteger(seen) && seen > 0 ? seen : query.after;
    const source = await jobs.follow(principal, params.id, { after, signal: request.signal });
    return reply({ stream: { type: 'text/event-stream', source } });
  },
});

/** Everything that can be asked of jobs over HTTP. */
export const jobOperations = [list, get, cancel, confirm, events] as const;

const wantsJson = (accept: string): boolean =>
  accept.includes('application/json') && !accept.includes('text/event-stream');

const instantOf = (since: string): Date => {
  const date = new Date(since);
  if (Number.isNaN(date.getTime())) throw sinceInvalid({ since });
  return date;
};

type Listed = Parameters<typeof jobWire>[0];
type Page = {
  readonly query: Readonly<Record<string, string | number>>;
  readonly isLast: boolean;
  readonly now: number;
};

const page = (jobs: readonly Listed[], { query, isLast, now }: Page) => {
  const last = jobs.at(-1);
  const cursor = last && !isLast ? cursorBehind(last.id, now) : undefined;
  const body = { jobs: jobs.map(jobWire), count: jobs.length, next_cursor: cursor ?? null };
  if (cursor === undefined) return body;
  const next = new URLSearchParams(Object.entries({ ...query, cursor }).map(([k, v]) => [k, String(v)]));
  return reply({ body, headers: { 'X-Next-Cursor': cursor, Link: `</api/jobs?${next}>; rel="next"` } });
};
