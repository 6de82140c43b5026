import { Type } from '@agnes/sdk';
import { withoutLogin } from '../../../marketplace/web-address.ts';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import { isBuiltIn } from './built-in.ts';
import type { MarketplaceDesk } from './desk.ts';
import type { MarketplaceView } from './marketplace.ts';
import type { Asking } from './sync-requests.ts';
import { createBody, marketplaceSchema, marketplaceWire, syncedSchema, updateBody } from './wire.ts';

/** What the operations on marketplaces need. */
interface Services {
  readonly marketplaces: Pick<MarketplaceDesk, 'registry' | 'requests'>;
}

const params = Type.Object({ id: Type.String() });
const resourceOf = ({ id }: { readonly id: string }) => `marketplace:${id}`;

/** Which marketplaces there are. */
export const list = operation({
  id: 'marketplace.list',
  route: 'GET /api/marketplaces',
  summary: 'Registered marketplaces, in the order they were registered.',
  who: 'admin',
  result: Type.Array(marketplaceSchema),
  run: async (_input, { marketplaces }: Services) =>
    (await marketplaces.registry.list()).map(marketplaceWire),
});

/** Registers one. */
export const create = operation({
  id: 'marketplace.create',
  route: 'POST /api/marketplaces',
  summary: 'Register a git repository as a marketplace; it is synced at once, as a job.',
  who: 'admin',
  body: createBody,
  result: marketplaceSchema,
  status: 201,
  problems: ['marketplace_url', 'marketplace_invalid', 'marketplace_taken', 'marketplace_token_taken'],
  audit: ({ body: { token, ...body } }) => ({
    action: 'marketplace.create',
    resource: `marketplace:${body.slug.slice(0, 100)}`,
    params: { url: withoutLogin(body.url), pin: body.pin ?? null, has_token: hasText(token) },
  }),
  run: async ({ body, intent }, { marketplaces }: Services) =>
    marketplaceWire(await marketplaces.registry.create(body, intent)),
});

/** Changes one. */
export const update = operation({
  id: 'marketplace.update',
  route: 'PATCH /api/marketplaces/:id',
  summary: 'Change a marketplace and sync it; on another host its token is forgotten.',
  who: 'admin',
  params,
  body: updateBody,
  result: marketplaceSchema,
  problems: [
    'marketplace_not_found',
    'marketplace_url',
    'marketplace_invalid',
    'marketplace_token_taken',
    'marketplace_built_in',
    'marketplace_moved',
  ],
  audit: ({ params, body: { token, url, ...body } }) => ({
    action: 'marketplace.update',
    resource: resourceOf(params),
    params: {
      ...body,
      ...(url !== undefined && { url: withoutLogin(url) }),
      ...(typeof token === 'string' && { token_changed: true }),
    },
  }),
  run: async ({ params, body, intent }, { marketplaces }: Services) =>
    marketplaceWire(await marketplaces.registry.update(params.id, body, intent)),
});

/** Removes one. */
export const remove = operation({
  id: 'marketplace.delete',
  route: 'DELETE /api/marketplaces/:id',
  summary: 'Remove a marketplace with its token, its plugins and what was granted of them.',
  who: 'admin',
  params,
  query: Type.Object({
    purge: Type.Boolean({ default: false, description: 'True: its mirror on disk goes, too.' }),
  }),
  result: Type.Null(),
  status: 204,
  problems: ['marketplace_not_found', 'marketplace_built_in'],
  audit: ({ params, query }) => ({
    action: 'marketplace.delete',
    resource: resourceOf(params),
    params: { ...query },
  }),
  run: async ({ params, query, intent }, { marketplaces }: Services) => {
    await marketplaces.registry.remove(params.id, query, intent);
  },
});

/** Has one read again. */
export const sync = operation({
  id: 'marketplace.sync',
  route: 'POST /api/marketplaces/:id/sync',
  summary: 'Sync a marketplace and wait for it; with `Prefer: respond-async` as a job.',
  who: 'admin',
  params,
  result: syncedSchema,
  problems: ['marketplace_not_found', 'marketplace_sync_failed'],
  audit: ({ params }) => ({
    action: 'marketplace.sync',
    resource: resourceOf(params),
    params: { asked: true },
  }),
  run: async ({ params, principal, intent, request }, services: Services) => {
    const view = await services.marketplaces.registry.get(params.id);
    const asking = { principal, intent, signal: request.signal };
    const [job] = await services.marketplaces.requests.queue([view], asking);
    const job_id = job?.id ?? '';
    if (isAsync(request.headers['prefer'])) {
      const headers = { 'Preference-Applied': 'respond-async', Location: `/api/jobs/${job_id}` };
      return reply({ status: 202, headers, body: queuedWire(view, job_id) });
    }
    return await settled(view, { job: job_id, asking, services });
  },
});

/** Has all of them read again. */
export const syncAll = operation({
  id: 'marketplace.sync_all',
  route: 'POST /api/marketplaces/sync-all',
  summary: 'Sync every marketplace and wait for all of them; what fails stops no other.',
  who: 'admin',
  service: 'jobs',
  result: Type.Object({
    synced: Type.Array(syncedSchema),
    errors: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), error: Type.String() })),
  }),
  audit: () => ({ action: 'marketplace.sync_all' }),
  run: async ({ principal, intent, request }, services: Services) => {
    // What is built in changes with the host alone.
    const views = (await services.marketplaces.registry.list()).filter(({ row }) => !isBuiltIn(row));
    const asking = { principal, intent, signal: request.signal };
    const jobs = await services.marketplaces.requests.queue(views, asking);
    if (isAsync(request.headers['prefer'])) {
      const synced = views.map((view, at) => queuedWire(view, jobs[at]?.id ?? ''));
      return reply({
        status: 202,
        headers: { 'Preference-Applied': 'respond-async' },
        body: { synced, errors: [] },
      });
    }
    const all = views.map((view, at) => settled(view, { job: jobs[at]?.id ?? '', asking, services }));
    const ended = await Promise.allSettled(all);
    return {
      synced: ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : [])),
      errors: ended.flatMap((end, at) => (end.status === 'rejected' ? errorWire(views[at], end.reason) : [])),
    };
  },
});

/** Which repositories are marketplaces, and when they are read. */
export const marketplaceOperations = [list, create, update, remove, sync, syncAll] as const;

const isAsync = (prefer: string | undefined): boolean =>
  /(?:^|[,;\s])respond-async(?:$|[,;\s])/i.test(prefer ?? '');

const settled = async (
  { row }: MarketplaceView,
  { job, asking, services }: { job: string; asking: Asking; services: Services },
): Promise<object> => {
  const result = await services.marketplaces.requests.result(row.id, job, asking);
  return { ...Object(result), job_id: job };
};

const queuedWire = ({ row, count }: MarketplaceView, job_id: string) => ({
  id: row.id,
  name: row.name,
  action: 'queued',
  commit: row.last_commit_sha,
  path: `marketplaces/${row.id}`,
  plugin_count: count,
  job_id,
  problems: [],
});

const errorWire = (view: MarketplaceView | undefined, cause: unknown) => ({
  id: view?.row.id ?? '',
  name: view?.row.name ?? '',
  error: cause instanceof Error ? cause.message : String(cause),
});

const hasText = (text: string | null | undefined): boolean => typeof text === 'string' && text !== '';
