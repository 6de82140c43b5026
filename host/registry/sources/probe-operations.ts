import { type DiscoveredTable, Type } from '@agnes/sdk';
import { cursorBehind, idOfCursor } from '../../http/cursor.ts';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import type { Registry } from '../registry.ts';
import { treePage } from './discovery-tree.ts';
import { checkedSource, discoveredTables, type SourceProbe } from './probe.ts';

/** What the operations that talk to sources need. */
interface ProbeServices {
  readonly registry: Pick<Registry, 'source'>;
  readonly connectors: SourceProbe;
  readonly now: () => number;
}

const params = Type.Object({ id: Type.String({ description: 'Id or slug.' }) });

const test = operation({
  id: 'source.test',
  route: 'POST /api/admin/sources/:id/test',
  summary: 'Ask a source whether it answers.',
  who: 'admin',
  params,
  result: Type.Object({
    ok: Type.Boolean(),
    checks: Type.Array(
      Type.Object({
        name: Type.String(),
        status: Type.Union([Type.Literal('ok'), Type.Literal('failed')]),
        duration_ms: Type.Integer(),
        message: Type.String(),
      }),
    ),
  }),
  problems: ['source_not_found'],
  run: async ({ params, request }, { registry, connectors, now }: ProbeServices) => {
    const source = await registry.source(params.id);
    return await checkedSource(() => connectors.check(source, request.signal), now);
  },
});

const discover = operation({
  id: 'source.discover',
  route: 'GET /api/admin/sources/:id/discover',
  summary: 'What a source offers to be registered.',
  who: 'admin',
  params,
  query: Type.Object({
    path: Type.Optional(
      Type.String({
        maxLength: 1000,
        description: 'Bucket to look into, empty for the top; absent: everything at once.',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    cursor: Type.Optional(Type.String()),
  }),
  result: Type.Object({
    path: Type.Union([Type.String(), Type.Null()]),
    folders: Type.Array(Type.Object({ path: Type.String(), name: Type.String(), tables: Type.Integer() })),
    tables: Type.Array(
      Type.Object({
        name: Type.String(),
        bucket: Type.Union([Type.String(), Type.Null()]),
        source_table: Type.String(),
        description: Type.Union([Type.String(), Type.Null()]),
        rows: Type.Union([Type.Integer(), Type.Null()]),
        size_bytes: Type.Union([Type.Integer(), Type.Null()]),
      }),
    ),
    count: Type.Integer(),
    next_cursor: Type.Union([Type.String(), Type.Null()]),
  }),
  problems: ['source_not_found', 'source_failed', 'source_refused', 'cursor_expired', 'cursor_invalid'],
  run: async ({ params, query, request }, { registry, connectors, now }: ProbeServices) => {
    const source = await registry.source(params.id);
    const from = query.cursor === undefined ? 0 : Number(idOfCursor(query.cursor, now()));
    const found = await discoveredTables(() => connectors.discover(source, request.signal), source);
    const { folders, tables, next } = treePage(found, { ...query, from });
    const cursor = next === undefined ? null : cursorBehind(String(next), now());
    const body = {
      path: query.path ?? null,
      folders,
      tables: tables.map(discoveredWire),
      count: tables.length,
      next_cursor: cursor,
    };
    return reply({ body, ...(cursor !== null && { headers: { 'X-Next-Cursor': cursor } }) });
  },
});

/** Everything that is asked of a source itself. */
export const probeOperations = [test, discover] as const;

const discoveredWire = (table: DiscoveredTable) => ({
  name: table.name,
  bucket: table.bucket ?? null,
  source_table: table.sourceTable,
  description: table.description ?? null,
  rows: table.rows ?? null,
  size_bytes: table.sizeBytes ?? null,
});
