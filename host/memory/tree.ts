import type { ShelvedItem } from './shelf.ts';

/** What a tree can branch by. */
export const axes = ['domain', 'category', 'tag', 'audience'] as const;

/** One of them. */
export type Axis = (typeof axes)[number];

/** Items with one thing in common; the key is empty where they lack it. */
export interface Branch {
  readonly key: string;
  readonly label: string;
  readonly items: readonly ShelvedItem[];
}

/** The names of an item on an axis; an item with several tags is on several branches. */
export type KeysOf = (item: ShelvedItem) => readonly (string | null)[];

/** Items by what they have in common, in the order of their names, those without last. */
export const branchesOf = (items: readonly ShelvedItem[], axis: Axis, keysOf: KeysOf): readonly Branch[] => {
  const branches = new Map<string, ShelvedItem[]>();
  for (const item of items) {
    const keys = keysOf(item).map((key) => key ?? '');
    for (const key of keys.length > 0 ? new Set(keys) : ['']) {
      branches.set(key, [...(branches.get(key) ?? []), item]);
    }
  }
  return [...branches]
    .map(([key, of]) => ({ key, label: key === '' ? `No ${axis}` : key, items: of }))
    .toSorted(emptyLast);
};

const emptyLast = (a: Branch, b: Branch): number => {
  if (a.key === '' || b.key === '') return a.key === '' ? 1 : -1;
  return a.key.localeCompare(b.key, 'en');
};
