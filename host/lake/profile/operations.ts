import { Type } from '@agnes/sdk';
import type { Access, Granted } from '../../access/access.ts';
import { operation } from '../../http/operation.ts';
import type { Principal } from '../../http/principal.ts';
import { reply } from '../../http/reply.ts';
import type { ColumnMetadata } from '../../registry/metadata/column-metadata.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Table } from '../../registry/table.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Lake } from '../lake.ts';
import { nothingToProfile, profileNotFound } from './errors.ts';
import { stringifyExact } from './exact-json.ts';
import { profileSchema, profileWire } from './profile-wire.ts';
import type { Profiler } from './profiler.ts';
import type { Profiles } from './profiles.ts';
import type { Profiling } from './profiling.ts';
import { relatedTables } from './related-tables.ts';

/** What the operations on profiles need. */
interface ProfileServices {
  readonly lake: Pick<Lake, 'find'>;
  readonly access: Pick<Access, 'filter' | 'authorizeAsked'>;
  readonly registry: Pick<Registry, 'tables' | 'find' | 'get'>;
  readonly store: Pick<SystemStore, 'write'>;
  readonly profiles: Pick<Profiles, 'find' | 'heads'>;
  readonly profiler: Pick<Profiler, 'run'>;
  readonly profiling: Pick<Profiling, 'request'>;
  readonly columnMetadata: Pick<ColumnMetadata, 'of'>;
  /** Those that the caller may see. */
  readonly metrics: {
    using(
      principal: Principal,
      tableId: string,
    ): Promise<readonly { readonly metric: { readonly id: string } }[]>;
  };
}

const params = Type.Object({ name: Type.String({ description: 'Id or name of a table.' }) });

const show = operation({
  id: 'catalog.profile',
  route: 'GET /api/catalog/profile/:name',
  summary: 'A table you may read, in numbers: every column, what is missing, what is odd, some rows',
  who: 'user',
  params,
  query: Type.Object({
    sample: Type.Integer({ default: 5, minimum: 0, maximum: 100, description: 'Rows of the sample.' }),
  }),
  result: profileSchema,
  problems: ['table_not_found', 'table_not_available', 'profile_not_found'],
  run: async ({ params, query, principal }, services: ProfileServices) => {
    const granted = await grantedTable(params.name, principal, services);
    const body = await shown(granted, { principal, sample: query.sample }, services);
    // By hand: numbers of a column may be longer than those of this language.
    const headers = { 'Content-Type': 'application/json; charset=utf-8' };
    return reply({ bytes: Buffer.from(stringifyExact(body)), headers });
  },
});

const refresh = operation({
  id: 'catalog.profile_refresh',
  route: 'POST /api/catalog/profile/:name/refresh',
  summary: 'Put a table into numbers now; with `Prefer: respond-async` as a job',
  who: 'user',
  scope: 'sync',
  params,
  result: Type.Object({
    status: Type.String({ description: '`ok`, or `queued`.' }),
    table: Type.String(),
    columns: Type.Integer({ description: '0 while it is queued.' }),
    job_id: Type.Optional(Type.String()),
  }),
  problems: ['table_not_found', 'table_not_available', 'nothing_to_profile', 'profile_failed'],
  audit: ({ params }) => ({ action: 'profile.refresh', resource: `table:${params.name}` }),
  run: async ({ params, principal, intent, request }, services: ProfileServices) => {
    const granted = await grantedTable(params.name, principal, services);
    const { id, name } = granted.resource;
    if (!services.lake.find(granted)) throw nothingToProfile({ table: name });
    if (isAsync(request.headers['prefer'])) {
      const key = request.headers['idempotency-key'];
      const asked = {
        createdBy: principal.userId,
        requestId: request.id,
        ...(key && { idempotencyKey: key }),
      };
      const job = await services.profiling.request(id, asked, intent);
      const headers = { 'Preference-Applied': 'respond-async', Location: `/api/jobs/${job.id}` };
      return reply({
        status: 202,
        headers,
        body: { status: 'queued', table: name, columns: 0, job_id: job.id },
      });
    }
    await services.store.write(intent, async () => {});
    const profile = await services.profiler.run(id);
    return { status: 'ok', table: name, columns: profile.column_count };
  },
});

/** Tables in numbers, over HTTP. */
export const profileOperations = [show, refresh] as const;

const isAsync = (prefer: string | undefined): boolean =>
  /(?:^|[,;\s])respond-async(?:$|[,;\s])/i.test(prefer ?? '');

/** The table, when the caller may read it. Only administrators learn that a table does not exist. */
const grantedTable = async (
  asked: string,
  principal: Principal,
  { registry, access }: Pick<ProfileServices, 'registry' | 'access'>,
): Promise<Granted<Table>> => {
  const found = await (principal.isAdmin ? registry.get(asked) : registry.find(asked));
  return await access.authorizeAsked(principal, 'table', { asked, found });
};

const shown = async (
  granted: Granted<Table>,
  { principal, sample }: { readonly principal: Principal; readonly sample: number },
  { profiles, registry, access, lake, columnMetadata, metrics }: ProfileServices,
): Promise<object> => {
  const table = granted.resource;
  const stored = await profiles.find(table.id);
  if (!stored) throw profileNotFound({ table: table.name });
  const visible = await access.filter(principal, 'table', await registry.tables());
  const notes = await columnMetadata.of(table.id);
  return profileWire(stored, {
    table,
    published: lake.find(granted),
    related: relatedTables(
      table.id,
      await profiles.heads(),
      visible.map(({ resource }) => resource),
    ),
    descriptions: new Map(notes.map(({ column_name, description }) => [column_name, description])),
    metrics: (await metrics.using(principal, table.id)).map(({ metric }) => metric.id),
    sample,
  });
};
