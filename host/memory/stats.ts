import type { ShelvedItem } from './shelf.ts';

/** How many items there are, and of what. */
export interface Stats {
  readonly total: number;
  readonly by_status: Counts;
  readonly categories: Counts;
  readonly by_domain: Counts;
  readonly by_source_type: Counts;
  readonly by_tag: Counts;
  readonly by_audience: Counts;
}

type Counts = Readonly<Record<string, number>>;

/** Counts items; what lacks a category, domain or tag is in `total` alone. */
export const statsOf = (
  items: readonly ShelvedItem[],
  audienceOf: (item: ShelvedItem) => string | null,
): Stats => ({
  total: items.length,
  by_status: counted(items.map(({ status }) => status)),
  categories: counted(items.map(({ category }) => category)),
  by_domain: counted(items.map(({ domain }) => domain)),
  by_source_type: counted(items.map(({ source_type }) => source_type)),
  by_tag: counted(items.flatMap(({ tags }) => tags)),
  by_audience: counted(items.map((item) => audienceOf(item) ?? 'all')),
});

const counted = (values: readonly (string | null)[]): Counts => {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== null && value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => a.localeCompare(b, 'en')));
};
