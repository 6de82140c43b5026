import { Type } from '@agnes/sdk';
import { cursorBehind, idOfCursor } from '../../http/cursor.ts';
import { operation } from '../../http/operation.ts';
import type { QueryLog } from '../../query/log/query-log.ts';
import type { SavedQueries } from '../../query/saved/saved-queries.ts';
import { pageReply, seeOther } from '../page-reply.ts';
import type { Web } from '../web.ts';
import { historyView, savedView } from './list-view.ts';

interface Services {
  readonly web: Web;
  readonly queryLog: Pick<QueryLog, 'list'>;
  readonly savedQueries: Pick<SavedQueries, 'list' | 'remove'>;
  readonly now: () => number;
}

const page = Type.String({ description: 'A page.' });
const shownAtOnce = 50;

const history = operation({
  id: 'web.query_history',
  route: 'GET /query/history',
  summary: 'The statements you have asked',
  who: 'user',
  query: Type.Object({ cursor: Type.Optional(Type.String({ maxLength: 512 })) }),
  result: page,
  run: async (input, { web, queryLog, now }: Services) => {
    const { cursor } = input.query;
    const found = await queryLog.list({
      user: input.principal.userId,
      ...(cursor && { before: idOfCursor(cursor, now()) }),
      limit: shownAtOnce + 1,
    });
    const rows = found.slice(0, shownAtOnce);
    const last = found.length > shownAtOnce ? rows.at(-1) : undefined;
    const view = historyView(rows, { now: now(), ...(last && { next: cursorBehind(last.id, now()) }) });
    return pageReply(web, input, {
      page: 'query-list',
      title: 'Query history',
      path: '/query/history',
      view,
    });
  },
});

const saved = operation({
  id: 'web.query_saved',
  route: 'GET /query/saved',
  summary: 'The queries you have saved',
  who: 'user',
  query: Type.Object({ done: Type.Optional(Type.String({ maxLength: 20 })) }),
  result: page,
  run: async (input, { web, savedQueries, now }: Services) => {
    const rows = await savedQueries.list(input.principal);
    const view = savedView(rows, { now: now(), done: input.query.done });
    return pageReply(web, input, { page: 'query-list', title: 'Saved queries', path: '/query/saved', view });
  },
});

const removeSaved = operation({
  id: 'web.query_unsave',
  route: 'POST /query/saved/:id/delete',
  summary: 'Deletes one of your saved queries; for browsers without script',
  who: 'user',
  params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
  body: Type.Object({}, { additionalProperties: false }),
  unknownKeys: 'ignore',
  result: page,
  problems: ['saved_query_not_found'],
  audit: ({ params }) => ({ action: 'saved_query.deleted', resource: `saved_query:${params.id}` }),
  run: async ({ principal, params, intent }, { savedQueries }: Services) => {
    await savedQueries.remove(principal, params.id, intent);
    return seeOther('/query/saved?done=deleted');
  },
});

/** What somebody has asked and saved, as pages. */
export const queryListOperations = [history, saved, removeSaved] as const;
