import { Type } from '@agnes/sdk';
import { create, remove, sync, syncAll, update } from '../../distribution/registry/operations.ts';
import { operation } from '../../http/operation.ts';
import { isReply } from '../../http/reply.ts';
import { addressOf, below } from '../address.ts';
import { entryOf } from '../entry-of.ts';
import { anyForm, done, page } from '../form-fields.ts';
import { seeOther } from '../page-reply.ts';
import { type Asker, askedBy } from '../plugin-pages/answers.ts';
import { orShowAgain } from '../refusal.ts';
import type { ReadServices } from './answers.ts';
import { marketplacePage } from './detail-page.ts';
import { createOf, updateOf } from './form.ts';
import { marketplacesPage, marketplacesPath as path } from './list-page.ts';

type Services = ReadServices & Parameters<(typeof create)['run']>[1];

const params = Type.Object({ slug: Type.String() });
const resourceOf = (slug: string) => `marketplace:${slug.slice(0, 100)}`;
const says: Readonly<Record<string, string>> = {
  removed: 'The marketplace is removed with its token, its plugins and what was granted of them.',
  created: 'The marketplace is added and read now; open this page again in a moment.',
  saved: 'It is saved and read again now.',
};

/** The same asker, who waits for nothing. */
const withoutWaiting = (asker: Asker): Asker => {
  const headers = { ...asker.request.headers, prefer: 'respond-async' };
  return { ...asker, request: { ...asker.request, headers } };
};

const list = operation({
  id: 'web.marketplaces',
  route: 'GET /admin/marketplaces',
  summary: 'Marketplaces with state, last sync, last error and number of plugins',
  who: 'admin',
  query: Type.Object({ done }),
  result: page,
  run: (input, services: Services) =>
    marketplacesPage(services, input, { done: entryOf(says, input.query.done) }),
});

const add = operation({
  id: 'web.marketplace_create',
  route: 'POST /admin/marketplaces',
  summary: 'Registers a marketplace, from the page',
  who: 'admin',
  body: anyForm,
  result: page,
  problems: [
    'invalid_input',
    'marketplace_url',
    'marketplace_invalid',
    'marketplace_taken',
    'marketplace_token_taken',
  ],
  audit: ({ body }) => ({
    action: 'marketplace.create',
    resource: resourceOf(body['slug'] ?? ''),
    params: { has_token: (body['token'] ?? '') !== '' },
  }),
  run: (input, services: Services) =>
    orShowAgain(
      async () => {
        const body = createOf(input.body);
        await create.run(askedBy(input, { body }), services);
        return seeOther(`${below(path, body.slug)}?done=created`);
      },
      (refusal) => marketplacesPage(services, input, { refusal, values: input.body }),
    ),
});

const readAll = operation({
  id: 'web.marketplace_sync_all',
  route: 'POST /admin/marketplaces/sync-all',
  summary: 'Has every marketplace read again, from the page',
  who: 'admin',
  result: page,
  audit: () => ({ action: 'marketplace.sync_all' }),
  run: async (input, services: Services) => {
    await syncAll.run(askedBy(withoutWaiting(input), {}), services);
    return seeOther(addressOf('/admin/jobs', { kind: 'marketplace.sync' }));
  },
});

const detail = operation({
  id: 'web.marketplace',
  route: 'GET /admin/marketplaces/:slug',
  summary: 'One marketplace: settings, plugins with verdict and state, and who gets them',
  who: 'admin',
  params,
  query: Type.Object({ done }),
  result: page,
  problems: ['marketplace_not_found'],
  run: (input, services: Services) =>
    marketplacePage(services, input, { slug: input.params.slug, done: entryOf(says, input.query.done) }),
});

const edit = operation({
  id: 'web.marketplace_edit',
  route: 'POST /admin/marketplaces/:slug/edit',
  summary: 'Changes a marketplace or its token, from the page',
  who: 'admin',
  params,
  body: anyForm,
  result: page,
  problems: [
    'invalid_input',
    'marketplace_not_found',
    'marketplace_url',
    'marketplace_invalid',
    'marketplace_token_taken',
    'marketplace_built_in',
  ],
  audit: ({ params: { slug }, body }) => ({
    action: 'marketplace.update',
    resource: resourceOf(slug),
    params: { fields: Object.keys(body).slice(0, 20), token_changed: (body['token'] ?? '') !== '' },
  }),
  run: (input, services: Services) => {
    const { slug } = input.params;
    return orShowAgain(
      async () => {
        const body = updateOf(input.body);
        await update.run(askedBy(input, { params: { id: slug }, body }), services);
        return seeOther(`${below(path, slug)}?done=saved`);
      },
      (refusal) => marketplacePage(services, input, { slug, refusal, values: input.body }),
    );
  },
});

const read = operation({
  id: 'web.marketplace_sync',
  route: 'POST /admin/marketplaces/:slug/sync',
  summary: 'Has a marketplace read again, from the page',
  who: 'admin',
  params,
  result: page,
  problems: ['marketplace_not_found'],
  audit: ({ params: { slug } }) => ({
    action: 'marketplace.sync',
    resource: resourceOf(slug),
    params: { asked: true },
  }),
  run: async (input, services: Services) => {
    const asked = askedBy(withoutWaiting(input), { params: { id: input.params.slug } });
    const queued = await sync.run(asked, services);
    const body = isReply(queued) ? queued.body : queued;
    // As the schema of its result says.
    return seeOther(below('/admin/jobs', (body as { readonly job_id: string }).job_id));
  },
});

const drop = operation({
  id: 'web.marketplace_delete',
  route: 'POST /admin/marketplaces/:slug/delete',
  summary: 'Removes a marketplace with what was granted of it, from the page',
  who: 'admin',
  params,
  result: page,
  problems: ['marketplace_not_found', 'marketplace_built_in'],
  audit: ({ params: { slug } }) => ({
    action: 'marketplace.delete',
    resource: resourceOf(slug),
    params: { purge: true },
  }),
  run: async (input, services: Services) => {
    const { slug: id } = input.params;
    await remove.run(askedBy(input, { params: { id }, query: { purge: true } }), services);
    return seeOther(`${path}?done=removed`);
  },
});

/** The pages of marketplaces. */
export const marketplacePageOperations = [list, add, readAll, detail, edit, read, drop] as const;
