import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { SavedQueries } from '../../query/saved/saved-queries.ts';
import type { Asking } from '../frame.ts';
import { statementOf } from '../metrics/statement-of.ts';
import { pageReply, seeOther } from '../page-reply.ts';
import { orShowAgain, refusalView } from '../refusal.ts';
import type { Web } from '../web.ts';

interface Services {
  readonly web: Web;
  readonly savedQueries: Pick<SavedQueries, 'get' | 'keep'>;
  readonly metrics: Pick<Metrics, 'get'>;
}

const page = Type.String({ description: 'A page.' });
const closed = { additionalProperties: false } as const;

const form = Type.Object(
  {
    sql: Type.String({ maxLength: 262_144 }),
    limit: Type.Optional(Type.String()),
    name: Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
);

/** The style sheet that the editor makes is let in by the nonce of the page. */
const show = (web: Web, asking: Asking, { view, status }: { view: object; status?: number }) => {
  const { nonce } = asking.request;
  const shown = { page: 'query', title: 'Query', path: '/query', script: 'query.js' } as const;
  return pageReply(web, asking, {
    ...shown,
    view: { ...view, nonce },
    ...(status !== undefined && { status }),
  });
};

const queryPage = operation({
  id: 'web.query_page',
  route: 'GET /query',
  summary: 'The SQL page',
  who: 'user',
  query: Type.Object({
    table: Type.Optional(Type.String({ maxLength: 128 })),
    saved: Type.Optional(Type.String({ maxLength: 64, description: 'Opens one of your saved queries.' })),
    metric: Type.Optional(Type.String({ maxLength: 201, description: 'Opens the statement of a metric.' })),
    variant: Type.Optional(Type.String({ maxLength: 64 })),
  }),
  result: page,
  run: async (input, { web, savedQueries, metrics }: Services) => {
    const { table, saved, metric: id, variant } = input.query;
    const view = await web.queryForm(input.principal, table);
    if (id) {
      const { metric } = await metrics.get(input.principal, id);
      return show(web, input, { view: { ...view, sql: statementOf(metric, variant) } });
    }
    if (!saved) return show(web, input, { view });
    const { name, sql_text: sql } = await savedQueries.get(input.principal, saved);
    return show(web, input, { view: { ...view, name, sql } });
  },
});

const runQuery = operation({
  id: 'web.query_run',
  route: 'POST /query',
  summary: 'Runs the form of the SQL page; for browsers without script',
  who: 'user',
  body: form,
  unknownKeys: 'ignore',
  result: page,
  run: async (input, { web }: Services) => {
    const view = await web.runForm(input.principal, input.body, input.request);
    return show(web, input, { view: { ...view, name: input.body.name ?? '' } });
  },
});

const saveQuery = operation({
  id: 'web.query_save',
  route: 'POST /query/saved',
  summary: 'Saves the form of the SQL page under its name; for browsers without script',
  who: 'user',
  body: form,
  unknownKeys: 'ignore',
  result: page,
  audit: ({ body }) => ({ action: 'saved_query.kept', params: { name: body.name ?? '' } }),
  run: (input, { web, savedQueries }: Services) => {
    const { sql, name = '' } = input.body;
    return orShowAgain(
      async () => {
        await savedQueries.keep(input.principal, { name, sql }, input.intent);
        return seeOther('/query/saved?done=saved');
      },
      async (refusal) => {
        const view = await web.queryForm(input.principal);
        const problem = refusalView(refusal);
        return show(web, input, { view: { ...view, sql, name, problem }, status: refusal.status });
      },
    );
  },
});

/** The SQL page, and what its form does. */
export const queryPageOperations = [queryPage, runQuery, saveQuery] as const;
