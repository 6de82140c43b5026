import { type Static, Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import { reply } from '../http/reply.ts';
import type { RunLog } from './run-log.ts';
import { runDetail, runList, triggerBody, triggered } from './schema.ts';
import type { SyncTrigger, TriggerRequest } from './trigger.ts';

/** What the operations on runs need. */
interface SyncServices {
  readonly syncTrigger: Pick<SyncTrigger, 'run'>;
  readonly runLog: Pick<RunLog, 'list' | 'get'>;
}

const trigger = operation({
  id: 'sync.trigger',
  route: 'POST /api/sync/trigger',
  summary: 'Read sources now',
  who: 'admin',
  service: 'jobs',
  body: triggerBody,
  bodyOptional: true,
  unknownKeys: 'ignore',
  result: triggered,
  problems: ['unknown_table', 'unknown_connection'],
  audit: ({ body }) => ({ action: 'sync.trigger', params: { request: body ?? {} } }),
  run: async ({ body, principal, intent, request }, { syncTrigger }: SyncServices) => {
    const key = request.headers['idempotency-key'];
    const origin = {
      trigger: principal.kind === 'scheduler' ? 'schedule' : 'manual',
      createdBy: principal.userId,
      requestId: request.id,
      ...(key !== undefined && { idempotencyKey: key }),
    };
    const { job, coalesced, tables } = await syncTrigger.run(requestOf(body), origin, intent);
    const message = coalesced ? 'An equal run is waiting already.' : 'The run is queued.';
    return { status: 'triggered' as const, tables, message, job_id: job.id, coalesced };
  },
});

// A body that is left out is `undefined`, whatever its schema says.
const requestOf = (body: Static<typeof triggerBody> | undefined): TriggerRequest =>
  Array.isArray(body) ? { tables: body } : { ...body };

const list = operation({
  id: 'sync.runs',
  route: 'GET /api/sync/runs',
  summary: 'Runs, newest first',
  who: 'admin',
  query: Type.Object({
    table: Type.Optional(Type.String()),
    status: Type.Optional(Type.String()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    cursor: Type.Optional(Type.String()),
  }),
  result: runList,
  problems: ['cursor_expired', 'cursor_invalid'],
  run: async ({ query }, { runLog }: SyncServices) => {
    const body = await runLog.list(query);
    return body.next_cursor === null ? body : reply({ body, headers: { 'X-Next-Cursor': body.next_cursor } });
  },
});

const get = operation({
  id: 'sync.run',
  route: 'GET /api/sync/runs/:id',
  summary: 'One run with what became of each table',
  who: 'admin',
  params: Type.Object({ id: Type.String() }),
  result: runDetail,
  problems: ['run_not_found'],
  run: async ({ params }, { runLog }: SyncServices) => runLog.get(params.id),
});

/** Runs over HTTP. */
export const syncOperations = [trigger, list, get] as const;
