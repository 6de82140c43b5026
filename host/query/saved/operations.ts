import { type Static, Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import type { SavedRow } from './repository.ts';
import type { SavedQueries } from './saved-queries.ts';

interface Services {
  readonly savedQueries: Pick<SavedQueries, 'list' | 'create' | 'replace' | 'remove'>;
}

const closed = { additionalProperties: false } as const;
const id = Type.Object({ id: Type.String({ maxLength: 64 }) });

const draft = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    sql: Type.String({ minLength: 1, maxLength: 65_536 }),
    description: Type.Optional(Type.String({ maxLength: 1_000 })),
  },
  closed,
);

const saved = Type.Object({
  id: Type.String(),
  name: Type.String(),
  sql: Type.String(),
  description: Type.Union([Type.String(), Type.Null()]),
  created_at: Type.String(),
  updated_at: Type.String(),
});

const savedOf = ({ id, name, sql_text: sql, description, ...at }: SavedRow): Static<typeof saved> => ({
  ...{ id, name, sql, description },
  created_at: isoUtc(at.created_at),
  updated_at: isoUtc(at.updated_at),
});

const list = operation({
  id: 'query.saved',
  route: 'GET /api/query/saved',
  summary: 'The queries you have saved, by name',
  who: 'user',
  scope: 'read',
  result: Type.Object({ saved: Type.Array(saved), count: Type.Integer() }),
  run: async ({ principal }, { savedQueries }: Services) => {
    const own = await savedQueries.list(principal);
    return { saved: own.map(savedOf), count: own.length };
  },
});

const create = operation({
  id: 'query.save',
  route: 'POST /api/query/saved',
  summary: 'Save a query under a name; the text is kept, no result',
  who: 'user',
  body: draft,
  result: saved,
  status: 201,
  problems: ['saved_query_exists', 'too_many_saved_queries', 'blank_query_name'],
  audit: ({ body }) => ({ action: 'saved_query.created', params: { name: body.name } }),
  run: async ({ principal, body, intent }, { savedQueries }: Services) =>
    savedOf(await savedQueries.create(principal, body, intent)),
});

const replace = operation({
  id: 'query.save_over',
  route: 'PUT /api/query/saved/:id',
  summary: 'Save over one of your queries',
  who: 'user',
  params: id,
  body: draft,
  result: saved,
  problems: ['saved_query_not_found', 'saved_query_exists', 'blank_query_name'],
  audit: ({ params, body }) => ({
    action: 'saved_query.updated',
    resource: `saved_query:${params.id}`,
    params: { name: body.name },
  }),
  run: async ({ principal, params, body, intent }, { savedQueries }: Services) =>
    savedOf(await savedQueries.replace(principal, { id: params.id, draft: body }, intent)),
});

const remove = operation({
  id: 'query.unsave',
  route: 'DELETE /api/query/saved/:id',
  summary: 'Delete one of your saved queries',
  who: 'user',
  params: id,
  result: Type.Null(),
  status: 204,
  problems: ['saved_query_not_found'],
  audit: ({ params }) => ({ action: 'saved_query.deleted', resource: `saved_query:${params.id}` }),
  run: async ({ principal, params, intent }, { savedQueries }: Services) => {
    await savedQueries.remove(principal, params.id, intent);
    return null;
  },
});

/** Saved queries over HTTP. */
export const savedOperations = [list, create, replace, remove] as const;
