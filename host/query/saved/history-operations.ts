import { Type } from '@agnes/sdk';
import { cursorBehind, idOfCursor } from '../../http/cursor.ts';
import { operation } from '../../http/operation.ts';
import { pageReply } from '../../http/page-reply.ts';
import { loggedQuery, loggedQueryOf } from '../log/logged-query.ts';
import type { QueryLog } from '../log/query-log.ts';

interface Services {
  readonly queryLog: Pick<QueryLog, 'list'>;
  readonly now: () => number;
}

/** Who asked is the caller; from which address and with which token is the administrators' business. */
const { user_id: _user, user_email: _email, token_id: _token, ...ownFields } = loggedQuery.properties;
const entry = Type.Object(ownFields);

const history = operation({
  id: 'query.history',
  route: 'GET /api/query/history',
  summary: 'The statements you have asked, newest first',
  who: 'user',
  scope: 'read',
  query: Type.Object({
    limit: Type.Integer({ default: 50, minimum: 1, maximum: 200 }),
    cursor: Type.Optional(Type.String({ maxLength: 512 })),
  }),
  result: Type.Object({
    queries: Type.Array(entry),
    next_cursor: Type.Union([Type.String(), Type.Null()]),
  }),
  problems: ['cursor_expired', 'cursor_invalid'],
  run: async ({ principal, query: { limit, cursor } }, { queryLog, now }: Services) => {
    const found = await queryLog.list({
      user: principal.userId,
      ...(cursor !== undefined && { before: idOfCursor(cursor, now()) }),
      limit: limit + 1,
    });
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    const queries = shown.map((row) => {
      const { user_id: _user, user_email: _email, token_id: _token, ...own } = loggedQueryOf(row);
      return own;
    });
    const next = last && cursorBehind(last.id, now());
    return pageReply({ queries }, next, { path: '/api/query/history', query: { limit } });
  },
});

/** What somebody has asked before, over HTTP. */
export const historyOperations = [history] as const;
