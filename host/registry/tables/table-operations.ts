import { type Static, Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { tableIdOf } from '../identifier.ts';
import { nullable, nullableWord } from '../nullable.ts';
import { present } from '../present.ts';
import type { Registry } from '../registry.ts';
import { distributions, queryModes, syncStrategies, type TableDraft, tableOptionsSchema } from '../table.ts';
import { tableSchema, tableWire } from './table-wire.ts';

/** What the operations on tables need. */
interface TableServices {
  readonly registry: Pick<Registry, 'register' | 'unregister' | 'tables' | 'syncFacts'>;
  readonly now: () => number;
}

const draftSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    folder: nullable('Where the catalog lists it.'),
    description: nullable('Shown in the catalog.'),
    source_type: nullable('Id of a connector, or `local`.'),
    connection: nullable('Slug of a source; absent: the default one of the type.'),
    bucket: nullable('Upstream schema, dataset or bucket.'),
    source_table: nullable('What the connector reads.'),
    source_query: nullable('The SELECT of a materialized table.'),
    sync_schedule: nullable('`every <N>m`, `every <N>h` or `daily HH:MM[,HH:MM…]`, in UTC.'),
    query_mode: nullableWord(queryModes),
    sync_strategy: nullableWord(syncStrategies),
    distribution: nullableWord(distributions),
    profile_after_sync: Type.Optional(Type.Unsafe<boolean | null>({ type: ['boolean', 'null'] })),
    primary_key: Type.Optional(
      Type.Unsafe<string | readonly string[] | null>({
        type: ['string', 'array', 'null'],
        items: { type: 'string', minLength: 1 },
        description: 'Columns that identify a row; a single one may be bare.',
      }),
    ),
    ...tableOptionsSchema.properties,
  },
  { additionalProperties: false },
);

const register = operation({
  id: 'table.register',
  route: 'POST /api/admin/register-table',
  summary: 'Register a table of a source.',
  who: 'admin',
  body: draftSchema,
  unknownKeys: 'ignore',
  result: Type.Object({ id: Type.String(), name: Type.String(), status: Type.Literal('registered') }),
  status: 201,
  problems: ['invalid_table', 'table_exists', 'view_name_taken', 'source_not_found'],
  audit: ({ body }) => ({
    action: 'register_table',
    resource: `table:${tableIdOf(body.name)}`,
    params: { ...body },
  }),
  run: async ({ body, intent }, { registry }: TableServices) => {
    const { id, name } = await registry.register(draftOf(body), intent);
    return { id, name, status: 'registered' };
  },
});

const list = operation({
  id: 'table.list',
  route: 'GET /api/admin/registry',
  summary: 'Every registered table with what is known about its last run.',
  who: 'admin',
  result: Type.Object({ tables: Type.Array(tableSchema), count: Type.Integer() }),
  run: async (_input, { registry, now }: TableServices) => {
    const [tables, facts] = await Promise.all([registry.tables(), registry.syncFacts()]);
    return {
      tables: tables.map((table) => tableWire(table, facts.get(table.id), now())),
      count: tables.length,
    };
  },
});

const unregister = operation({
  id: 'table.unregister',
  route: 'DELETE /api/admin/registry/:id',
  summary: 'Remove a table with its grants, sync state and history.',
  who: 'admin',
  params: Type.Object({ id: Type.String() }),
  result: Type.Null(),
  status: 204,
  problems: ['table_not_found'],
  audit: ({ params }) => ({ action: 'unregister_table', resource: `table:${params.id}` }),
  run: async ({ params, intent }, { registry }: TableServices) => {
    await registry.unregister(params.id, intent);
  },
});

/** Everything that can be asked of the table registry over HTTP. */
export const tableOperations = [register, list, unregister] as const;

const draftOf = (body: Static<typeof draftSchema>): TableDraft => {
  const { primary_key: key, name, folder, description, bucket, connection, distribution, ...rest } = body;
  const { source_type, source_table, source_query, sync_schedule, ...others } = rest;
  const { query_mode, sync_strategy, profile_after_sync, ...options } = others;
  return {
    name,
    options: present(options),
    ...present({
      folder,
      description,
      bucket,
      connection,
      distribution,
      sourceType: source_type,
      sourceTable: source_table,
      sourceQuery: source_query?.trim(),
      syncSchedule: sync_schedule,
      queryMode: query_mode,
      syncStrategy: sync_strategy,
      profileAfterSync: profile_after_sync,
      primaryKey: typeof key === 'string' ? [key] : key,
    }),
  };
};
