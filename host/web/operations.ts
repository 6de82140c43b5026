import { Type } from '@agnes/sdk';
import { noSuchRoute } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { reply } from '../http/reply.ts';
import { frameFor } from './frame.ts';
import { breakGlassOperations } from './sign-in/break-glass-operations.ts';
import { signInFormOperations } from './sign-in/form-operations.ts';
import { signInPageOperations } from './sign-in/page-operations.ts';
import { redirectOperations } from './sign-in/redirect-operations.ts';
import type { Web } from './web.ts';

interface Services {
  readonly web: Web;
}

const page = Type.String({ description: 'A page.' });
const closed = { additionalProperties: false } as const;
const noStore = { 'Cache-Control': 'private, no-store' };

const home = operation({
  id: 'web.home',
  route: 'GET /',
  summary: 'Goes to the dashboard',
  who: 'public',
  result: page,
  run: async () => reply({ redirect: '/dashboard' }),
});

const dashboard = operation({
  id: 'web.dashboard',
  route: 'GET /dashboard',
  summary: 'Tables with rows, size and freshness',
  who: 'user',
  result: page,
  run: async (input, { web }: Services) => {
    const frame = frameFor(input, { instance: web.instance, title: 'Tables', path: '/dashboard' });
    return reply({
      headers: noStore,
      html: web.pages.render('dashboard', frame, await web.dashboard(input.principal)),
    });
  },
});

const queryPage = operation({
  id: 'web.query_page',
  route: 'GET /query',
  summary: 'The SQL page',
  who: 'user',
  query: Type.Object({ table: Type.Optional(Type.String({ maxLength: 128 })) }),
  result: page,
  run: async (input, { web }: Services) => {
    const frame = frameFor(input, { instance: web.instance, title: 'Query', path: '/query' });
    const form = await web.queryForm(input.principal, input.query.table);
    return reply({ headers: noStore, html: web.pages.render('query', frame, form) });
  },
});

const runQuery = operation({
  id: 'web.query_run',
  route: 'POST /query',
  summary: 'Runs the form of the SQL page; for browsers without script',
  who: 'user',
  body: Type.Object(
    { sql: Type.String({ maxLength: 262_144 }), limit: Type.Optional(Type.String()) },
    closed,
  ),
  unknownKeys: 'ignore',
  result: page,
  run: async (input, { web }: Services) => {
    const frame = frameFor(input, { instance: web.instance, title: 'Query', path: '/query' });
    const view = await web.runForm(input.principal, input.body, input.request);
    return reply({ headers: noStore, html: web.pages.render('query', frame, view) });
  },
});

const asset = operation({
  id: 'web.asset',
  route: 'GET /static/:hash/:name',
  summary: 'Style sheet, script, icon and font',
  who: 'public',
  params: Type.Object({ hash: Type.String(), name: Type.String() }),
  result: page,
  run: async ({ params: { hash, name } }, { web: { pages } }: Services) => {
    const found = hash === pages.hash ? pages.assets.get(name) : undefined;
    if (!found) throw noSuchRoute({ path: `/static/${hash}/${name}` });
    const headers = { 'Cache-Control': 'public, max-age=31536000, immutable', 'Content-Type': found.type };
    return reply({ headers, bytes: found.bytes });
  },
});

/** The pages. Each shows what the API would answer the same person, and nothing else. */
export const webOperations = [
  home,
  ...signInPageOperations,
  ...signInFormOperations,
  ...redirectOperations,
  ...breakGlassOperations,
  dashboard,
  queryPage,
  runQuery,
  asset,
];
