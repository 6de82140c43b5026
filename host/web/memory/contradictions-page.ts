import type { Reply } from '../../http/reply.ts';
import type { ContradictionEnd, Contradictions, SidedContradiction } from '../../memory/contradictions.ts';
import type { AudienceNames } from '../../memory/item-wire.ts';
import { pageOf } from '../../memory/selection.ts';
import { addressOf, below } from '../address.ts';
import type { Chip } from '../chips.ts';
import { agoOf } from '../figures.ts';
import type { Asking } from '../frame.ts';
import { pageReply } from '../page-reply.ts';
import { pagerOf } from '../pager.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import type { Web } from '../web.ts';
import { choicesOf } from './item-view.ts';
import { reviewTabs, sidesView } from './sides-view.ts';

/** What the page of contradictions needs. */
export interface ContradictionsServices {
  readonly web: Web;
  readonly access: AudienceNames;
  readonly contradictions: Pick<Contradictions, 'list' | 'add' | 'resolve'>;
}

/** A decision as it was typed. */
interface TypedDecision {
  readonly id: string;
  readonly resolution: string;
  readonly apply: boolean;
  readonly merged: string;
}

/** What is asked for, and what happened before. */
export interface ContradictionsAsked {
  readonly state: PairState;
  readonly page: number;
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
  /** A contradiction to be. */
  readonly typed?: Readonly<Record<string, string>>;
  readonly decision?: TypedDecision;
}

interface Before {
  readonly decision: TypedDecision | undefined;
  readonly refusal: Refusal | undefined;
}

/** Which pairs are shown. */
export const pairStates = ['open', 'resolved'] as const;

/** One of them. */
export type PairState = (typeof pairStates)[number];

const path = '/corporate-memory/admin/contradictions';
const pageSize = 20;

const ends: Readonly<Record<ContradictionEnd, string>> = {
  kept_a: 'A holds',
  kept_b: 'B holds',
  merged: 'Both, merged into one text',
  both_valid: 'Both, each by itself',
};

const severities = { '': 'Not said', hard: 'Hard: never both', soft: 'Soft: it depends' };

/** Shows pairs side by side, each with its decision, and a form for another pair. */
export const contradictionsPage = async (
  { web, access, contradictions }: ContradictionsServices,
  asking: Asking,
  { state, page, done, refusal, typed = {}, decision }: ContradictionsAsked,
): Promise<Reply> => {
  const all = await contradictions.list({ resolved: state === 'resolved' });
  const shown = { access, now: web.now };
  const view = {
    ...{ done, typed, refusal: refusalView(refusal), fault: faultOf(refusal, typed) },
    ...{ tabs: reviewTabs('contradictions'), states: choicesOf(pairStates, state), empty: all.length === 0 },
    severities: choices(severities, typed['severity'] ?? ''),
    contradictions: pageOf(all, { page, perPage: pageSize }).map((one) => ({
      ...{ id: one.id, explanation: one.explanation ?? 'These two contradict each other' },
      ...{ sides: sidesView(one, shown), chips: chipsOf(one) },
      facts: `found ${agoOf(one.detected_at, web.now)}`,
      decide: !one.resolved && decideView(one, { decision, refusal }),
    })),
    pager: pagerOf({ page, pageSize, total: all.length, noun: 'contradiction' }, (other) =>
      addressOf(path, { state, page: other }),
    ),
  };
  return pageReply(web, asking, {
    ...{ page: 'memory-contradictions', title: 'Contradictions', path: '/corporate-memory/admin', view },
    status: refusal?.status ?? 200,
  });
};

const chipsOf = ({ resolution, severity, applied }: SidedContradiction): readonly Chip[] => [
  ...(resolution === null ? [] : [{ kind: 'on' as const, text: endWords(resolution) }]),
  ...(applied.length > 0 ? [{ kind: 'plain' as const, text: 'carried out' }] : []),
  ...(severity === null ? [] : [{ kind: 'warn' as const, text: severity }]),
];

const endWords = (resolution: string): string =>
  Object.entries(ends).find(([end]) => end === resolution)?.[1] ?? resolution;

const decideView = ({ id, a, b }: SidedContradiction, { decision, refusal }: Before): object => {
  const typed = decision?.id === id ? decision : undefined;
  const texts = [a, b].flatMap((item) => (item && !item.is_personal ? [item.content] : []));
  return {
    action: `${below(path, id)}/resolve`,
    open: typed !== undefined,
    ends: choices(ends, typed?.resolution ?? 'kept_a'),
    apply: typed?.apply ?? false,
    // Whoever merges begins with both texts.
    merged: typed?.merged ?? texts.join('\n\n'),
    invalid: typed !== undefined && refusal?.code === 'merged_content_missing',
  };
};

const choices = (words: Readonly<Record<string, string>>, chosen: string): readonly object[] =>
  Object.entries(words).map(([value, label]) => ({ value, label, selected: value === chosen }));

/** Which field of the pair to be is wrong. */
const faultOf = (
  refusal: Refusal | undefined,
  typed: Readonly<Record<string, string>>,
): Readonly<Record<string, boolean>> => {
  const item = refusal?.code === 'memory_item_not_found' ? refusal.details['item'] : undefined;
  return {
    item_a: item !== undefined && item === typed['item_a_id'],
    item_b: refusal?.code === 'same_item' || (item !== undefined && item === typed['item_b_id']),
    explanation: refusal?.code === 'blank_field',
  };
};
