import { type Decay, fadedConfidence } from './confidence.ts';
import { isPublished } from './item.ts';
import type { ShelvedItem } from './shelf.ts';
import { isOwn, maySee, type Viewer } from './visibility.ts';

/** What an agent gets to go by. */
export interface Bundle {
  readonly mandatory: readonly ShelvedItem[];
  readonly approved: readonly ShelvedItem[];
  readonly tokens: number;
  /** True: what is mandatory alone is too much; all of it is there. */
  readonly isOverBudget: boolean;
}

/** Tokens at most. */
export const bundleBudget = 6_000;

const charactersPerToken = 4;
const yearMs = 365 * 24 * 60 * 60_000;

/** All that is mandatory for somebody, then what fits of the rest, the surest and newest first. */
export const bundleFor = (
  viewer: Viewer,
  items: readonly ShelvedItem[],
  decay: Decay = 'exponential',
): Bundle => {
  const own = items.filter((item) => isFor(viewer, item));
  const mandatory = own.filter(({ status }) => status === 'mandatory').toSorted(byTitle);
  const needed = sum(mandatory.map(tokensOf));
  const rank = new Map(own.map((item) => [item.id, rankOf(item, { now: viewer.now, decay })]));
  const rankOfId = ({ id }: ShelvedItem): number => rank.get(id) ?? 0;
  const rest = own
    .filter(({ status }) => status === 'approved')
    .toSorted((a, b) => rankOfId(b) - rankOfId(a) || byTitle(a, b));
  let left = bundleBudget - needed;
  const approved = rest.filter((item) => {
    const tokens = tokensOf(item);
    // What is too long for what is left makes no room for anybody, and hides nobody behind it.
    if (tokens > left) return false;
    left -= tokens;
    return true;
  });
  const tokens = needed + sum(approved.map(tokensOf));
  return { mandatory, approved, tokens, isOverBudget: needed > bundleBudget };
};

/** Tokens of an item, roughly. */
const tokensOf = ({ title, content }: Pick<ShelvedItem, 'title' | 'content'>): number =>
  Math.ceil((title.length + content.length) / charactersPerToken);

// An administrator may look at what is personal to others, and still does not work by it.
const isFor = (viewer: Viewer, item: ShelvedItem): boolean =>
  isPublished(item, viewer.now) && maySee(viewer, item) && (!item.is_personal || isOwn(viewer, item));

const rankOf = (item: ShelvedItem, { now, decay }: { now: number; decay: Decay }): number =>
  fadedConfidence(item, now, decay) * Math.max(0, 1 - (now - item.updated_at.getTime()) / yearMs);

const byTitle = (a: ShelvedItem, b: ShelvedItem): number =>
  a.title.localeCompare(b.title, 'en') || (a.id < b.id ? -1 : 1);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
