import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { type Reply, reply } from '../../http/reply.ts';
import { addressOf } from '../address.ts';
import { entryOf } from '../entry-of.ts';
import { amountOf } from '../figures.ts';
import { done, page } from '../form-fields.ts';
import type { Asking } from '../frame.ts';
import { noStore, pageReply } from '../page-reply.ts';
import { orShowAgain, refusalView } from '../refusal.ts';
import { explainView } from './explain-view.ts';
import { grantsCsv } from './grants-csv.ts';
import { matrixView, typesIn } from './matrix-view.ts';
import type { Overview } from './overview.ts';
import { type AccessServices, overviewNow } from './services.ts';
import { treeView } from './tree-view.ts';

const path = '/admin/access';
const text = Type.Optional(Type.String({ maxLength: 500 }));
const pageNumber = Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 }));
const count = Type.Optional(Type.Integer({ minimum: 0 }));

const views = [
  { view: '', label: 'By group' },
  { view: 'matrix', label: 'Matrix' },
  { view: 'explain', label: 'Explain' },
];

const tabsFor = (current: string, group?: string): object => ({
  tabs: views.map(({ view, label }) => ({
    href: addressOf(path, { view, ...(view === '' && { group }) }),
    label,
    current: view === current,
  })),
});

interface Asked {
  readonly view?: string;
  readonly group?: string;
  readonly q?: string;
  readonly groups?: string;
  readonly type?: string;
  readonly page?: number;
  readonly groups_page?: number;
  readonly user?: string;
  readonly id?: string;
  readonly done?: string;
  readonly added?: number;
  readonly removed?: number;
}

const doneWords = ({ done: word, added = 0, removed = 0 }: Asked): string | undefined => {
  if (word !== 'saved') return undefined;
  return `Saved: ${amountOf(added, 'grant')}, ${amountOf(removed, 'removal')}.`;
};

const tree = async (services: AccessServices, asking: Asking, asked: Asked): Promise<Reply> => {
  const { web } = services;
  const view = treeView(await overviewNow(services), asked, web.now);
  const around = { ...tabsFor('', asked.group), done: doneWords(asked) };
  return pageReply(web, asking, { page: 'access-tree', title: 'Access', path, view: { ...around, ...view } });
};

const matrix = async (services: AccessServices, asking: Asking, asked: Asked): Promise<Reply> => {
  const view = matrixView(await overviewNow(services), asked);
  const around = { ...tabsFor('matrix'), done: doneWords(asked), clears: asked.done !== undefined };
  return pageReply(services.web, asking, {
    page: 'access-matrix',
    title: 'Access matrix',
    path,
    view: { ...around, ...view },
    script: 'access.js',
  });
};

const explanation = async (services: AccessServices, asking: Asking, asked: Asked): Promise<Reply> => {
  const types = typesIn(await overviewNow(services));
  const { user = '', type = '', id = '' } = asked;
  const show = (view: object, status = 200): Promise<Reply> =>
    pageReply(services.web, asking, {
      page: 'access-explain',
      title: 'Explain access',
      path,
      view: { ...tabsFor('explain'), ...view },
      status,
    });
  if (user === '' || id === '') return show(explainView({ types, asked }));
  return orShowAgain(
    async () => {
      const question = { user: user.trim(), resource_type: type, resource_id: id.trim() };
      return show(explainView({ types, asked, explanation: await services.explain.about(question) }));
    },
    async (refusal) => {
      const view = {
        ...explainView({ types, asked }),
        refusal: refusalView(refusal, { user_unknown: 'user' }),
      };
      return show(view, refusal.status);
    },
  );
};

const pages: Readonly<Record<string, typeof tree>> = { matrix, explain: explanation };

const show = operation({
  id: 'web.access',
  route: 'GET /admin/access',
  summary: 'Who was granted what: by group, as a matrix, and why somebody may use something',
  who: 'admin',
  query: Type.Object({
    view: Type.Optional(Type.Union([Type.Literal('matrix'), Type.Literal('explain'), Type.Literal('tree')])),
    group: text,
    q: text,
    groups: text,
    type: text,
    page: pageNumber,
    groups_page: pageNumber,
    user: text,
    id: text,
    done,
    added: count,
    removed: count,
  }),
  result: page,
  run: (input, services: AccessServices) =>
    (entryOf(pages, input.query.view) ?? tree)(services, input, input.query),
});

const old = operation({
  id: 'web.grants_page',
  route: 'GET /admin/grants',
  summary: 'Goes to /admin/access',
  who: 'admin',
  result: page,
  run: async () => reply({ redirect: path }),
});

const exportCsv = operation({
  id: 'web.access_csv',
  route: 'GET /admin/access/export.csv',
  summary: 'Every grant as CSV',
  who: 'admin',
  result: Type.Unknown({ description: 'text/csv' }),
  run: async (_input, services: Pick<AccessServices, 'access' | 'accessOverview'>) => {
    const overview: Overview = await overviewNow(services);
    const headers = {
      ...noStore,
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="access.csv"',
    };
    return reply({ headers, bytes: Buffer.from(grantsCsv(overview)) });
  },
});

/** The pages of access. */
export const accessPageOperations = [show, old, exportCsv] as const;
