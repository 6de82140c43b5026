import { Type } from '@agnes/sdk';
import { cursorBehind, idOfCursor } from '../../http/cursor.ts';
import { operation } from '../../http/operation.ts';
import { pageReply } from '../../http/page-reply.ts';
import { reply } from '../../http/reply.ts';
import { queryBody, resultSchema } from '../operations.ts';
import { queryFormats } from '../protocol.ts';
import { longestRunMs } from './query-job.ts';
import { queryJobPath, queryJobSchema, queryJobWire, queuedSchema, queuedWire } from './query-job-wire.ts';
import type { QueryJobs } from './query-jobs.ts';
import type { QueryResults } from './query-results.ts';
import { formatIn, nextPage, resultReply } from './result-reply.ts';

interface Services {
  readonly queryJobs: Pick<QueryJobs, 'submit' | 'list' | 'get' | 'remove'>;
  readonly queryResults: Pick<QueryResults, 'open'>;
  readonly now: () => number;
}

const params = Type.Object({ id: Type.String() });

const submit = operation({
  id: 'query_job.submit',
  route: 'POST /api/query/jobs',
  summary: 'Run one SELECT in the background; its result is kept for 24 hours',
  who: 'user',
  scope: 'read',
  mcp: {
    name: 'start_query',
    says: 'Run one long SELECT in the background. Then ask query_status, and query_result for a preview and the download path.',
    readOnly: true,
    hides: ['format', 'csv_raw', 'timeout_ms'],
  },
  body: queryBody,
  result: queuedSchema,
  status: 202,
  problems: [
    'concurrent_slot_exceeded',
    'results_full',
    'idempotency_key_reused',
    'idempotency_key_too_long',
  ],
  run: async ({ principal, body, request }, { queryJobs }: Services) => {
    const { sql, limit = 1_000, timeout_ms: timeoutMs = longestRunMs, csv_raw: csvRaw = false } = body;
    const { format, params: values } = body;
    const chosen = {
      ...(format !== undefined && { format }),
      ...(values !== undefined && { params: values }),
    };
    const key = request.headers['idempotency-key'];
    const state = await queryJobs.submit(
      principal,
      { sql, limit, timeoutMs, csvRaw, ...chosen },
      { requestId: request.id, ...(key !== undefined && { idempotencyKey: key }) },
    );
    return reply({ body: queuedWire(state), headers: { Location: queryJobPath(state.job.id) } });
  },
});

const list = operation({
  id: 'query_job.list',
  route: 'GET /api/query/jobs',
  summary: 'Your queries in the background, newest first',
  who: 'user',
  scope: 'read',
  query: Type.Object({
    limit: Type.Integer({ default: 50, minimum: 1, maximum: 500 }),
    cursor: Type.Optional(Type.String()),
  }),
  result: Type.Object({
    jobs: Type.Array(queryJobSchema),
    next_cursor: Type.Union([Type.String(), Type.Null()]),
  }),
  problems: ['cursor_expired', 'cursor_invalid'],
  run: async ({ principal, query: { limit, cursor } }, { queryJobs, now }: Services) => {
    const before = cursor === undefined ? {} : { before: idOfCursor(cursor, now()) };
    const found = await queryJobs.list(principal, { ...before, limit: limit + 1 });
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    const next = last && cursorBehind(last.job.id, now());
    return pageReply({ jobs: shown.map(queryJobWire) }, next, { path: '/api/query/jobs', query: { limit } });
  },
});

const get = operation({
  id: 'query_job.get',
  route: 'GET /api/query/jobs/:id',
  summary: 'One query in the background: its state, its place in the queue, how far it is',
  who: 'user',
  scope: 'read',
  mcp: { name: 'query_status', readOnly: true },
  params,
  result: queryJobSchema,
  problems: ['job_not_found'],
  run: async ({ principal, params: { id } }, { queryJobs }: Services) =>
    queryJobWire(await queryJobs.get(principal, id)),
});

const result = operation({
  id: 'query_job.result',
  route: 'GET /api/query/jobs/:id/result',
  summary: 'The result of one of your queries in the background, whole or a page of it, in any form',
  who: 'user',
  scope: 'read',
  mcp: {
    name: 'query_result',
    says: 'Rows of a query in the background that has succeeded; download_path has all of them.',
    readOnly: true,
    hides: ['format'],
    defaults: { limit: 20 },
    download: '/api/query/jobs/:id/result?format=parquet',
  },
  params,
  query: Type.Object({
    format: Type.Optional(
      Type.Union(
        queryFormats.map((word) => Type.Literal(word)),
        {
          description: 'Without it `Accept` decides, then what the query was sent with.',
        },
      ),
    ),
    offset: Type.Optional(Type.Integer({ minimum: 0, description: 'Rows to leave out.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, description: 'Rows at most; all when absent.' })),
  }),
  result: resultSchema,
  problems: [
    'job_not_found',
    'result_not_ready',
    'result_expired',
    'result_denied',
    'concurrent_slot_exceeded',
    'queue_full',
    'crashed_too_often',
    'queries_unavailable',
    'timeout',
    'query_failed',
    'memory_limit',
    'query_crashed',
    'not_acceptable',
  ],
  run: async ({ principal, params: { id }, query, request }, { queryResults }: Services) => {
    const { format = formatIn(request.accept) } = query;
    const chosen = { ...query, ...(format !== undefined && { format }) };
    const opened = await queryResults.open(principal, id, { ...chosen, signal: request.signal });
    return await resultReply(opened, nextPage(id, opened.kept.rows, chosen));
  },
});

const remove = operation({
  id: 'query_job.delete',
  route: 'DELETE /api/query/jobs/:id',
  summary: 'Stop a query in the background, or delete the result of one that is over',
  who: 'user',
  scope: 'read',
  params,
  result: Type.Union([Type.Object({ status: Type.Literal('cancelling') }), Type.Null()]),
  status: 202,
  problems: ['job_not_found'],
  audit: ({ params: { id } }) => ({ action: 'query_job.delete', resource: `job:${id}` }),
  run: async ({ principal, params: { id }, intent }, { queryJobs }: Services) => {
    const done = await queryJobs.remove(principal, id, intent);
    return done === 'cancelling' ? { status: done } : reply({ status: 204 });
  },
});

/** Asking in SQL without waiting. */
export const queryJobOperations = [submit, list, get, result, remove];
