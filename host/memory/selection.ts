import { type Decay, fadedConfidence } from './confidence.ts';
import { isPublished } from './item.ts';
import type { ShelvedItem } from './shelf.ts';
import { isOwn, maySee, type Viewer } from './visibility.ts';

/** Which items are wanted; what is absent or blank does not narrow. */
export interface Selection {
  readonly statuses?: readonly string[];
  readonly category?: string | undefined;
  readonly domain?: string | undefined;
  readonly sourceType?: string | undefined;
  /** As items keep it. */
  readonly audience?: string | null;
  /** Words that must all be found. */
  readonly search?: string | undefined;
  /** False counts for administrators alone. */
  readonly excludePersonal: boolean;
}

/** Orders of lists. */
export const sorts = ['updated_at', 'created_at', 'score', 'confidence', 'title'] as const;

/** One of them. */
export type Sort = (typeof sorts)[number];

/** Of these items those that somebody may see and asked for. */
export const selected = (
  viewer: Viewer,
  items: readonly ShelvedItem[],
  wanted: Selection,
): readonly ShelvedItem[] => {
  const words = (wanted.search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const hidesPersonal = wanted.excludePersonal || !viewer.isAdmin;
  return items.filter(
    (item) =>
      maySee(viewer, item) &&
      !(hidesPersonal && item.is_personal) &&
      isWanted(item, wanted, viewer) &&
      words.every((word) => wordsOf(item).includes(word)),
  );
};

/** In an order of their own, each the other way round from its first. */
export const sorted = (
  items: readonly ShelvedItem[],
  sort: Sort,
  { now, decay }: { readonly now: number; readonly decay: Decay },
): readonly ShelvedItem[] => {
  const ranks: Readonly<Record<Exclude<Sort, 'title'>, (item: ShelvedItem) => number>> = {
    updated_at: (item) => item.updated_at.getTime(),
    created_at: (item) => item.created_at.getTime(),
    score: (item) => item.score,
    confidence: (item) => fadedConfidence(item, now, decay),
  };
  if (sort === 'title') return items.toSorted(byTitle);
  const rank = ranks[sort];
  return items.toSorted((a, b) => rank(b) - rank(a) || byTitle(a, b));
};

/** A page of a list, counted from 1. */
export const pageOf = <T>(all: readonly T[], { page, perPage }: Paging): readonly T[] =>
  all.slice((page - 1) * perPage, page * perPage);

/** Which page, and how long it is. */
export interface Paging {
  readonly page: number;
  readonly perPage: number;
}

const isWanted = (item: ShelvedItem, wanted: Selection, viewer: Viewer): boolean =>
  hasStatus(item, wanted, viewer) &&
  fits(wanted.category, item.category) &&
  fits(wanted.domain, item.domain) &&
  fits(wanted.sourceType, item.source_type) &&
  (wanted.audience === undefined || (wanted.audience ?? 'all') === (item.audience ?? 'all'));

// Without a filter people see what counts and what is theirs.
const hasStatus = (item: ShelvedItem, { statuses = [] }: Selection, viewer: Viewer): boolean => {
  if (statuses.length > 0) return statuses.includes(item.status);
  return viewer.isAdmin || isPublished(item, viewer.now) || isOwn(viewer, item);
};

const fits = (wanted: string | undefined, value: string | null): boolean =>
  wanted === undefined || wanted === '' || wanted === value;

const wordsOf = ({ title, content, category, tags }: ShelvedItem): string =>
  [title, content, category ?? '', ...tags].join('\n').toLowerCase();

const byTitle = (a: ShelvedItem, b: ShelvedItem): number =>
  a.title.localeCompare(b.title, 'en') || (a.id < b.id ? -1 : 1);
