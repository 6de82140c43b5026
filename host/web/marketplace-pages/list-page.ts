import type { Reply } from '../../http/reply.ts';
import { below } from '../address.ts';
import { countOf, momentOf } from '../figures.ts';
import { pageReply } from '../page-reply.ts';
import type { Asker } from '../plugin-pages/answers.ts';
import type { Refusal } from '../refusal.ts';
import { type MarketplaceSeen, marketplaceList, type ReadServices } from './answers.ts';
import { formView } from './form.ts';
import { marketplaceChip } from './words.ts';

/** Where the pages of marketplaces lie in the menu. */
export const marketplacesPath = '/admin/marketplaces';

/** What happened before a page is shown. */
export interface Before {
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
  readonly values?: Readonly<Record<string, string>>;
}

/** The list of marketplaces, with the form that adds one. */
export const marketplacesPage = async (
  services: ReadServices,
  asker: Asker,
  { done, refusal, values = {} }: Before,
): Promise<Reply> => {
  const { web } = services;
  const all = await marketplaceList(services, asker);
  const view = {
    done,
    has_marketplaces: all.length > 0,
    marketplaces: all.map((one) => rowOf(one, web.now)),
    ...formView(values, refusal, true),
  };
  const status = refusal?.status ?? 200;
  const title = 'Marketplaces';
  return pageReply(web, asker, { page: 'marketplaces', title, path: marketplacesPath, view, status });
};

const rowOf = (one: MarketplaceSeen, now: number): object => ({
  href: below(marketplacesPath, one.id),
  name: one.name,
  slug: one.id,
  url: one.built_in ? 'comes with the host' : one.url,
  state: marketplaceChip(one),
  error: one.last_error ?? '',
  tried: momentOf(one.last_tried_at, now),
  published: momentOf(one.last_synced_at, now),
  plugins: countOf(one.plugin_count),
  problems: one.problems > 0 && countOf(one.problems),
});
