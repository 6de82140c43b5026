import type { Reply } from '../../http/reply.ts';
import type { Edits } from '../../memory/edits.ts';
import type { Governance } from '../../memory/governance.ts';
import { domains, type Status, statuses } from '../../memory/item.ts';
import { votedWire } from '../../memory/item-wire.ts';
import { pageOf } from '../../memory/selection.ts';
import type { ShelvedItem } from '../../memory/shelf.ts';
import { verbsFrom } from '../../memory/transitions.ts';
import { type AddressQuery, addressOf, below, queryOf } from '../address.ts';
import type { Asking } from '../frame.ts';
import { pageReply } from '../page-reply.ts';
import { pagerOf } from '../pager.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import { choicesOf, itemView } from './item-view.ts';
import type { MemoryPageServices } from './list-page.ts';
import { boxOf, type SeveralForm, severalView, verbLabels } from './several.ts';
import { reviewTabs } from './sides-view.ts';

/** What the page for administrators needs. */
export interface ReviewServices extends Pick<MemoryPageServices, 'web' | 'memoryIndex' | 'access'> {
  readonly memoryGovernance: Pick<Governance, 'decide' | 'decideAll'>;
  readonly memoryEdits: Pick<Edits, 'edit' | 'editAll'>;
}

/** What is asked for, and what happened before. */
export interface ReviewAsked {
  /** Blank: every state. */
  readonly status: Status | '';
  readonly q: string;
  readonly page: number;
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
  /** What stood in the form for several items. */
  readonly typed?: SeveralForm;
}

const path = '/corporate-memory/admin';
const pageSize = 20;

/** An address of the page; a blank state is said, because it is not what the page shows without. */
export const reviewAddress = ({ status, ...rest }: Pick<ReviewAsked, 'status'> & AddressQuery): string =>
  `${path}?${[`status=${status}`, queryOf(rest)].filter((part) => part !== '').join('&')}`;

/** Shows what waits or stands, each with the decisions that are allowed and a form to change it. */
export const reviewPage = async (
  { web, memoryIndex, access }: ReviewServices,
  asking: Asking,
  { status, q, page, done, refusal, typed = {} }: ReviewAsked,
): Promise<Reply> => {
  const wanted = { statuses: status === '' ? [] : [status], search: q, excludePersonal: true };
  const all = await memoryIndex.list(asking.principal, wanted, 'created_at');
  const groups = access.rights.groups.map(({ name }) => `group:${name}`);
  const shown = pageOf(all, { page, perPage: pageSize });
  const view = {
    ...{ done, refusal: refusalView(refusal), q, empty: all.length === 0, tabs: reviewTabs('review') },
    statuses: choicesOf(statuses, status),
    asked: { status, q, page },
    several: severalView(shown, { groups, typed }),
    items: shown.map((item) => ({
      ...itemView(access, item, web.now),
      box: boxOf(item, typed),
      contradicts_href: addressOf(`${path}/contradictions`, { a: item.id }),
      ...formsOf(item, { groups, item: votedWire(access, item) }),
    })),
    pager: pagerOf({ page, pageSize, total: all.length, noun: 'item' }, (other) =>
      reviewAddress({ status, q, page: other }),
    ),
  };
  return pageReply(web, asking, {
    ...{ page: 'memory-review', title: 'Memory review', path, view, status: refusal?.status ?? 200 },
  });
};

interface Known {
  readonly groups: readonly string[];
  readonly item: ReturnType<typeof votedWire>;
}

const formsOf = (item: ShelvedItem, { groups, item: wire }: Known): object => ({
  decisions: verbsFrom(item.status).map((verb) => ({
    action: `${below(path, item.id)}/decide`,
    ...{
      verb,
      label: verbLabels[verb],
      asks_audience: verb === 'mandate',
      is_end: verb === 'reject' || verb === 'revoke',
    },
    audiences: audiencesFor(groups, wire.audience),
  })),
  edit: {
    action: `${below(path, item.id)}/edit`,
    ...{
      title: wire.title,
      content: wire.content,
      category: wire.category ?? '',
      tags: wire.tags.join(', '),
    },
    domains: choicesOf(domains, wire.domain ?? ''),
    audiences: audiencesFor(groups, wire.audience),
  },
});

// Whom it is for now is chosen already, also a group that is gone: nobody widens an audience unawares.
const audiencesFor = (groups: readonly string[], audience: string | null): readonly object[] => {
  const now = audience === null || audience === 'all' ? [] : [audience];
  return choicesOf([...new Set([...groups, ...now])], audience ?? '');
};
