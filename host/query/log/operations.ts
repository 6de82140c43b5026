import { Type } from '@agnes/sdk';
import { cursorBehind, idOfCursor } from '../../http/cursor.ts';
import { operation } from '../../http/operation.ts';
import { pageReply } from '../../http/page-reply.ts';
import type { Registry } from '../../registry/registry.ts';
import { instantOf } from '../../store/instant-of.ts';
import { queryStatuses } from '../query-log.ts';
import { loggedQuery, loggedQueryOf } from './logged-query.ts';
import type { QueryLog } from './query-log.ts';

interface Services {
  readonly queryLog: Pick<QueryLog, 'list'>;
  readonly registry: Pick<Registry, 'tables'>;
  readonly now: () => number;
}

const list = operation({
  id: 'query.log',
  route: 'GET /api/admin/query-log',
  summary: 'Every statement that was asked, newest first',
  who: 'admin',
  query: Type.Object({
    user: Type.Optional(Type.String({ description: 'A user id or an e-mail address.' })),
    table: Type.Optional(Type.String({ description: 'Id or name of a table that it names.' })),
    status: Type.Optional(Type.Union(queryStatuses.map((word) => Type.Literal(word)))),
    since: Type.Optional(Type.String({ description: 'At or after, ISO 8601.' })),
    limit: Type.Integer({ default: 100, minimum: 1, maximum: 500 }),
    cursor: Type.Optional(Type.String()),
  }),
  result: Type.Object({
    queries: Type.Array(loggedQuery),
    next_cursor: Type.Union([Type.String(), Type.Null()]),
  }),
  problems: ['instant_invalid', 'cursor_expired', 'cursor_invalid'],
  run: async ({ query }, { queryLog, registry, now }: Services) => {
    const { user, table, status, since, limit, cursor } = query;
    const found = await queryLog.list({
      ...(user && { user }),
      ...(table && { tableId: await idOf(table, registry) }),
      ...(status !== undefined && { status }),
      ...(since && { since: instantOf('since', since) }),
      ...(cursor !== undefined && { before: idOfCursor(cursor, now()) }),
      limit: limit + 1,
    });
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    const next = last && cursorBehind(last.id, now());
    return pageReply({ queries: shown.map(loggedQueryOf) }, next, { path: '/api/admin/query-log', query });
  },
});

/** The log of queries, for administrators. */
export const queryLogOperations = [list] as const;

/** A table is meant by its id, then by its name. One that is gone is known by its id only. */
const idOf = async (word: string, registry: Services['registry']): Promise<string> => {
  const tables = await registry.tables();
  if (tables.some(({ id }) => id === word)) return word;
  return tables.find(({ name }) => name.toLowerCase() === word.toLowerCase())?.id ?? word;
};
