import type { DiscoveredTable } from '@agnes/sdk';

/** Something that holds tables at a source. */
interface Folder {
  readonly path: string;
  readonly name: string;
  /** Tables in it, at any depth. */
  readonly tables: number;
}

/** A page of what a source offers. */
export interface TreePage {
  readonly folders: readonly Folder[];
  readonly tables: readonly DiscoveredTable[];
  /** Where the next page begins, if there is one. */
  readonly next?: number;
}

/** Which part of the tree is wanted. */
export interface TreeQuery {
  /** A bucket; `''` is the top, absent is everything at once. */
  readonly path?: string | undefined;
  readonly from: number;
  readonly limit?: number | undefined;
}

/** One level of what a source offers, folders first: buckets, and what `/` separates in them. */
export const treePage = (found: readonly DiscoveredTable[], { path, from, limit }: TreeQuery): TreePage => {
  const folders = path === undefined ? [] : foldersBelow(found, path);
  const tables = path === undefined ? found : found.filter(({ bucket = '' }) => bucket === path);
  const total = folders.length + tables.length;
  const to = Math.min(total, from + (limit ?? total));
  return {
    folders: folders.slice(from, to),
    tables: tables.slice(Math.max(0, from - folders.length), Math.max(0, to - folders.length)),
    ...(to < total && { next: to }),
  };
};

const foldersBelow = (found: readonly DiscoveredTable[], path: string): readonly Folder[] => {
  const above = path === '' ? '' : `${path}/`;
  const names = found.flatMap(({ bucket = '' }) => {
    const isBelow = bucket !== '' && bucket !== path && bucket.startsWith(above);
    const [name = ''] = bucket.slice(above.length).split('/');
    return isBelow ? [name] : [];
  });
  const groups = Map.groupBy(names, (name) => name);
  return [...groups]
    .map(([name, same]) => ({ path: `${above}${name}`, name, tables: same.length }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};
