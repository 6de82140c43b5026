import { type Static, Type } from '@agnes/sdk';
import type { Access } from '../../access/access.ts';
import { operation } from '../../http/operation.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import { nullable } from '../nullable.ts';
import type { Registry } from '../registry.ts';
import type { ColumnMetadata } from './column-metadata.ts';
import { type PushServices, pushNotes } from './push.ts';
import type { ColumnNote } from './repository.ts';

/** What the operations on column metadata need. */
interface MetadataServices {
  readonly registry: Pick<Registry, 'find' | 'get'>;
  readonly access: Pick<Access, 'authorizeAsked'>;
  readonly columnMetadata: Pick<ColumnMetadata, 'of' | 'put'>;
}

/** And what writing them back needs beside that. */
interface PushingServices extends PushServices {
  readonly registry: PushServices['registry'] & Pick<Registry, 'get' | 'note'>;
}

const params = Type.Object({ table_id: Type.String() });
const orNull = Type.Union([Type.String(), Type.Null()]);

const note = Type.Object({
  table_id: Type.String(),
  column_name: Type.String(),
  basetype: orNull,
  description: orNull,
  confidence: Type.String(),
  source: Type.String(),
  updated_at: Type.String(),
});

const draft = Type.Object(
  {
    column_name: Type.String({ minLength: 1, maxLength: 255 }),
    basetype: nullable('Type of the values, as the source calls it.'),
    description: nullable('What the column holds.'),
    confidence: Type.String({ default: 'manual', maxLength: 32 }),
  },
  { additionalProperties: false },
);

const body = Type.Object(
  { columns: Type.Array(draft, { maxItems: 5_000 }) },
  { additionalProperties: false },
);

const show = operation({
  id: 'metadata.get',
  route: 'GET /api/admin/metadata/:table_id',
  summary: 'What is said about the columns of a table you may read',
  who: 'user',
  params,
  result: Type.Object({ table_id: Type.String(), columns: Type.Array(note) }),
  problems: ['table_not_found', 'table_not_available'],
  run: async ({ params, principal }, { registry, access, columnMetadata }: MetadataServices) => {
    const { table_id: asked } = params;
    // Only administrators learn that a table does not exist.
    const found = await (principal.isAdmin ? registry.get(asked) : registry.find(asked));
    const { resource } = await access.authorizeAsked(principal, 'table', { asked, found });
    const notes = await columnMetadata.of(resource.id);
    return { table_id: resource.id, columns: notes.map(noteWire) };
  },
});

const put = operation({
  id: 'metadata.put',
  route: 'POST /api/admin/metadata/:table_id',
  summary: 'Say what columns hold; what is said about other columns stays',
  who: 'admin',
  params,
  body,
  unknownKeys: 'ignore',
  result: Type.Object({ status: Type.Literal('ok'), count: Type.Integer() }),
  problems: ['table_not_found'],
  audit: ({ params, body }) => ({
    action: 'column_metadata.saved',
    resource: `table:${params.table_id}`,
    params: { columns: body.columns.map(({ column_name }) => column_name) },
  }),
  run: async ({ params, body, intent }, { registry, columnMetadata }: MetadataServices) => {
    const { id } = await registry.get(params.table_id);
    const count = await columnMetadata.put(id, body.columns as Static<typeof draft>[], intent);
    return { status: 'ok' as const, count };
  },
});

const push = operation({
  id: 'metadata.push',
  route: 'POST /api/admin/metadata/:table_id/push',
  summary: 'Write descriptions back to the source, where it takes them',
  who: 'admin',
  params,
  result: Type.Object({
    status: Type.Union(['ok', 'partial'].map((word) => Type.Literal(word))),
    pushed: Type.Integer({ description: 'Columns that were written.' }),
    errors: Type.Optional(Type.Array(Type.String())),
    message: Type.Optional(Type.String()),
  }),
  problems: [
    'table_not_found',
    'metadata_push_unsupported',
    'metadata_push_no_table',
    'metadata_push_no_credentials',
    'metadata_push_failed',
    'plugin_job_not_found',
  ],
  audit: ({ params }) => ({ action: 'column_metadata.pushed', resource: `table:${params.table_id}` }),
  run: async ({ params, intent, request }, services: PushingServices) => {
    const table = await services.registry.get(params.table_id);
    await services.registry.note(intent);
    return await pushNotes(table, services, request.signal);
  },
});

/** What is said about columns, over HTTP. */
export const metadataOperations = [show, put, push] as const;

const noteWire = ({ updated_at, ...note }: ColumnNote) => ({ ...note, updated_at: isoUtc(updated_at) });
