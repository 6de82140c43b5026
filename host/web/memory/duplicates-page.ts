import type { Reply } from '../../http/reply.ts';
import type { DuplicateEnd, Duplicates, SidedRelation } from '../../memory/duplicates.ts';
import type { AudienceNames } from '../../memory/item-wire.ts';
import { pageOf } from '../../memory/selection.ts';
import { addressOf } from '../address.ts';
import type { Chip } from '../chips.ts';
import { agoOf } from '../figures.ts';
import type { Asking } from '../frame.ts';
import { pageReply } from '../page-reply.ts';
import { pagerOf } from '../pager.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import type { Web } from '../web.ts';
import { type PairState, pairStates } from './contradictions-page.ts';
import { choicesOf } from './item-view.ts';
import { reviewTabs, sidesView } from './sides-view.ts';

/** What the page of likely duplicates needs. */
export interface DuplicatesServices {
  readonly web: Web;
  readonly access: AudienceNames;
  readonly duplicates: Pick<Duplicates, 'list' | 'resolve'>;
}

/** What is asked for, and what happened before. */
export interface DuplicatesAsked {
  readonly state: PairState;
  readonly page: number;
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
}

const path = '/corporate-memory/admin/duplicates';
const pageSize = 20;

const ends: Readonly<Record<DuplicateEnd, string>> = {
  duplicate: 'They are duplicates',
  different: 'They are different',
  dismissed: 'Dismiss',
};

const ended: Readonly<Record<string, string>> = {
  duplicate: 'duplicates',
  different: 'different',
  dismissed: 'dismissed',
};

/** Shows pairs that may say the same, each with its decisions. Pairs with a personal item are left out. */
export const duplicatesPage = async (
  { web, access, duplicates }: DuplicatesServices,
  asking: Asking,
  { state, page, done, refusal }: DuplicatesAsked,
): Promise<Reply> => {
  const found = await duplicates.list({ resolved: state === 'resolved' });
  const all = found.filter(({ a, b }) => !(a?.is_personal || b?.is_personal));
  const view = {
    ...{ done, refusal: refusalView(refusal), tabs: reviewTabs('duplicates') },
    ...{ states: choicesOf(pairStates, state), empty: all.length === 0 },
    pairs: pageOf(all, { page, perPage: pageSize }).map((one) => ({
      ...{ heading: headingOf(one), chips: chipsOf(one), sides: sidesView(one, { access, now: web.now }) },
      facts: `found ${agoOf(one.created_at, web.now)}`,
      decide: !one.resolved && { ends: endsOf(one) },
    })),
    pager: pagerOf({ page, pageSize, total: all.length, noun: 'pair' }, (other) =>
      addressOf(path, { state, page: other }),
    ),
  };
  return pageReply(web, asking, {
    ...{ page: 'memory-duplicates', title: 'Likely duplicates', path: '/corporate-memory/admin', view },
    status: refusal?.status ?? 200,
  });
};

const headingOf = ({ a, b, item_a_id, item_b_id }: SidedRelation): string =>
  `${a?.title ?? item_a_id} and ${b?.title ?? item_b_id}`;

const chipsOf = ({ resolution, score }: SidedRelation): readonly Chip[] => [
  ...(resolution === null ? [] : [{ kind: 'on' as const, text: ended[resolution] ?? resolution }]),
  ...(score === null ? [] : [{ kind: 'plain' as const, text: `${Math.round(score * 100)} % alike` }]),
];

const endsOf = ({ item_a_id, item_b_id }: SidedRelation): readonly object[] =>
  Object.entries(ends).map(([value, label]) => ({
    ...{ value, label, item_a_id, item_b_id, is_main: value === 'duplicate' },
  }));
