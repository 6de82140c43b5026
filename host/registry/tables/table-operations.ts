import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { type Reply, reply } from '../../http/reply.ts';
import type { Conditions } from '../../store/conditions.ts';
import { tableIdOf } from '../identifier.ts';
import type { Registry } from '../registry.ts';
import type { RemoteDoor, RemoteFault, RemoteShown } from '../remote/remote-door.ts';
import type { Table } from '../table.ts';
import { listedTables, tableListSchema } from './listed-tables.ts';
import { appliedFields, changeOf, changeSchema, draftOf, draftSchema } from './table-body.ts';

/** What the operations on tables need. */
interface TableServices {
  readonly registry: Pick<
    Registry,
    'register' | 'update' | 'get' | 'unregister' | 'tables' | 'sources' | 'syncFacts'
  >;
  readonly conditions: Pick<Conditions, 'open'>;
  readonly remoteDesk: Pick<RemoteDoor, 'isAsked' | 'show'>;
  readonly now: () => number;
}

const params = Type.Object({ id: Type.String({ description: 'Id or name.' }) });

const register = operation({
  id: 'table.register',
  route: 'POST /api/admin/register-table',
  summary: 'Register a table of a source.',
  who: 'admin',
  body: draftSchema,
  unknownKeys: 'ignore',
  result: Type.Object({
    id: Type.String(),
    name: Type.String(),
    status: Type.String({
      description:
        '`registered`. Of a table that stays at its source: `ok` (200), `accepted` (202), or `rebuild_failed` (500): it is registered, and `errors` say why it cannot be asked.',
    }),
    view_name: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
    job_id: Type.Optional(Type.String({ description: 'Goes on with what is `accepted`.' })),
    errors: Type.Optional(
      Type.Array(Type.Object({ code: Type.String(), message: Type.String(), hint: Type.String() })),
    ),
    code: Type.Optional(Type.Literal('rebuild_failed')),
    detail: Type.Optional(Type.String({ description: 'The first of the errors, in a sentence.' })),
    hint: Type.Optional(Type.String({ description: 'What to do about it.' })),
  }),
  status: 201,
  problems: [
    'invalid_table',
    'table_exists',
    'view_name_taken',
    'source_not_found',
    'wildcard_table',
    'bigquery_project',
  ],
  audit: ({ body }) => ({
    action: 'register_table',
    resource: `table:${tableIdOf(body.name)}`,
    params: { ...body },
  }),
  run: async ({ body, intent }, { registry, remoteDesk }: TableServices) => {
    const table = await registry.register(draftOf(body), intent);
    if (await remoteDesk.isAsked(table)) return remoteReply(table, await remoteDesk.show(table, intent));
    const { id, name, sourceType, queryMode } = table;
    const isQuery = queryMode === 'materialized';
    const view = isQuery && sourceType === 'bigquery' && { view_name: name };
    const message = 'Its query runs with the next refresh; POST /api/sync/trigger runs it now.';
    return { id, name, status: 'registered', ...view, ...(isQuery && { message }) };
  },
});

const statuses = { ok: 200, accepted: 202, rebuild_failed: 500 } as const;

const remoteReply = ({ id, name }: Table, shown: RemoteShown): Reply =>
  reply({
    status: statuses[shown.status],
    body: {
      id,
      name,
      status: shown.status,
      view_name: name,
      ...('jobId' in shown && { job_id: shown.jobId }),
      ...('errors' in shown && failedBody(name, shown.errors)),
    },
  });

/** Told as any refusal is, too: clients that know no more than that show it. */
const failedBody = (name: string, errors: readonly RemoteFault[]) => {
  const [first] = errors;
  const detail = `"${name}" is registered, and cannot be asked: ${first?.message ?? 'its source does not say why'}`;
  return { errors, code: 'rebuild_failed', detail, hint: first?.hint ?? 'Test the source.' };
};

const update = operation({
  id: 'table.update',
  route: 'PUT /api/admin/registry/:id',
  summary: 'Change some fields of a table; its id, grants, files and history stay.',
  who: 'admin',
  params,
  body: changeSchema,
  unknownKeys: 'ignore',
  result: Type.Object({
    id: Type.String(),
    updated: Type.Array(Type.String()),
    job_id: Type.Optional(Type.String({ description: 'Shows the table under its new name.' })),
  }),
  problems: [
    'table_not_found',
    'invalid_table',
    'table_exists',
    'view_name_taken',
    'source_not_found',
    'wildcard_table',
    'bigquery_project',
  ],
  audit: ({ params: { id }, body }) => ({
    action: 'update_table',
    resource: `table:${id}`,
    params: { ...body },
  }),
  run: async ({ params: { id }, body, intent }, { registry }: TableServices) => {
    const { table, jobId } = await registry.update(id, changeOf(body), intent);
    return {
      id: table.id,
      updated: appliedFields(body),
      ...(jobId !== undefined && { job_id: jobId }),
    };
  },
});

const list = operation({
  id: 'table.list',
  route: 'GET /api/admin/registry',
  summary: 'Every registered table with what is known about its last run.',
  who: 'admin',
  result: tableListSchema,
  run: async (_input, services: TableServices) => {
    const tables = await listedTables(services);
    return { tables, count: tables.length };
  },
});

const unregister = operation({
  id: 'table.unregister',
  route: 'DELETE /api/admin/registry/:id',
  summary: 'Remove a table with its grants, sync state and history.',
  who: 'admin',
  params,
  result: Type.Null(),
  status: 204,
  problems: ['table_not_found'],
  audit: ({ params: { id } }) => ({ action: 'unregister_table', resource: `table:${id}` }),
  run: async ({ params: { id }, intent }, { registry }: TableServices) => {
    await registry.unregister(id, intent);
  },
});

/** Everything that can be asked of the table registry without talking to a source. */
export const tableOperations = [register, list, update, unregister] as const;
