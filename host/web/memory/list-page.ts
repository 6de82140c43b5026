import type { Reply } from '../../http/reply.ts';
import { bundleBudget } from '../../memory/bundle.ts';
import { domains } from '../../memory/item.ts';
import type { AudienceNames } from '../../memory/item-wire.ts';
import type { Memory } from '../../memory/memory.ts';
import type { MemoryIndex } from '../../memory/memory-index.ts';
import { pageOf, type Sort } from '../../memory/selection.ts';
import type { ShelvedItem } from '../../memory/shelf.ts';
import { addressOf, below } from '../address.ts';
import type { Asking } from '../frame.ts';
import { pageReply } from '../page-reply.ts';
import { pagerOf } from '../pager.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import type { Web } from '../web.ts';
import { choicesOf, itemView } from './item-view.ts';

/** What the page of the memory needs. */
export interface MemoryPageServices {
  readonly web: Web;
  readonly memory: Pick<Memory, 'add' | 'vote' | 'votes' | 'contributions' | 'bundle' | 'setPersonal'>;
  readonly memoryIndex: Pick<MemoryIndex, 'list'>;
  readonly access: AudienceNames;
}

/** What is asked for, and what happened before. */
export interface MemoryAsked {
  readonly view: 'all' | 'rules' | 'mine';
  readonly q: string;
  readonly domain: string;
  readonly sort: Sort;
  readonly page: number;
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
  readonly typed?: Readonly<Record<string, string>>;
}

const path = '/corporate-memory';
const pageSize = 20;

const says = {
  all: 'What the company knows about its data, as far as it is meant for you.',
  mine: 'What you have written down, and what became of it.',
};

/** Shows items to look through, to vote on and to add to. */
export const memoryPage = async (
  services: MemoryPageServices,
  asking: Asking,
  asked: MemoryAsked,
): Promise<Reply> => {
  const { web, access, memory } = services;
  const { items, lead } = await itemsFor(services, asking, asked);
  const votes = await memory.votes(asking.principal);
  const shown = pageOf(items, { page: asked.page, perPage: pageSize });
  const view = {
    ...{ lead, done: asked.done, refusal: refusalView(asked.refusal), typed: asked.typed },
    tabs: tabsFor(asked.view),
    is_list: asked.view === 'all',
    q: asked.q,
    asked: { view: asked.view, q: asked.q, domain: asked.domain, sort: asked.sort, page: asked.page },
    domains: choicesOf(domains, asked.domain),
    sorts: sortChoices(asked.sort),
    items: shown.map((item) => ({
      ...itemView(access, item, web.now),
      vote: { action: `${below(path, item.id)}/vote`, ...votedOn(votes.get(item.id)) },
      personal: asked.view === 'mine' && {
        action: `${below(path, item.id)}/personal`,
        is_personal: item.is_personal,
      },
    })),
    empty: items.length === 0,
    pager: pagerOf({ page: asked.page, pageSize, total: items.length, noun: 'item' }, (page) =>
      addressOf(path, {
        view: asked.view,
        q: asked.q,
        domain: asked.domain,
        sort: asked.sort,
        page: `${page}`,
      }),
    ),
  };
  const status = asked.refusal?.status ?? 200;
  return pageReply(web, asking, { page: 'memory', title: 'Memory', path, view, status });
};

interface Found {
  readonly items: readonly ShelvedItem[];
  readonly lead: string;
}

const itemsFor = async (
  { memory, memoryIndex }: MemoryPageServices,
  { principal }: Asking,
  { view, q, domain, sort }: MemoryAsked,
): Promise<Found> => {
  if (view === 'mine') return { items: await memory.contributions(principal), lead: says.mine };
  if (view === 'rules') {
    const { mandatory, approved, tokens } = await memory.bundle(principal);
    const lead = `What your agent gets with agnes sync: about ${tokens} of ${bundleBudget} tokens, what is mandatory first.`;
    return { items: [...mandatory, ...approved], lead };
  }
  const items = await memoryIndex.list(principal, { search: q, domain, excludePersonal: true }, sort);
  return { items, lead: says.all };
};

const tabsFor = (current: string): readonly object[] =>
  Object.entries({ all: 'All items', rules: 'My rules', mine: 'My contributions' }).map(([view, label]) => ({
    ...{ href: view === 'all' ? path : `${path}?view=${view}`, label, current: view === current },
  }));

const sortChoices = (chosen: Sort): readonly object[] =>
  Object.entries({
    updated_at: 'Newest change',
    score: 'Most votes',
    confidence: 'Surest',
    title: 'Title',
  }).map(([value, label]) => ({ value, label, selected: value === chosen }));

const votedOn = (vote = 0): object => ({ is_up: vote > 0, is_down: vote < 0 });
