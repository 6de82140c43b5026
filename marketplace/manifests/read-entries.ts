import { type Finding, problemOf } from '../findings.ts';
import type { PluginTree } from '../normalise/plugin-tree.ts';
import { type PluginVersion, pluginVersion, versionKey } from '../normalise/plugin-version.ts';
import { rememberedTree } from '../normalise/remembered-tree.ts';
import type { VersionStore } from '../store/version-store.ts';
import type { CatalogSnapshot } from './catalog-snapshot.ts';
import type { MarketplaceEntry } from './marketplace-entry.ts';

/** What entries are read with. */
export interface EntryTerms {
  readonly signal: AbortSignal;
  /** The snapshot of before: what did not change is not read again. */
  readonly before?: CatalogSnapshot | undefined;
  /** Where the files of every version are kept; without it they are only described. */
  readonly store?: VersionStore | undefined;
}

/** Finds the files of an entry and lets them be read. */
export type WithTree = <T>(entry: MarketplaceEntry, use: (tree: PluginTree) => Promise<T>) => Promise<T>;

/** Plugins that are read at a time: each waits for git and for the disk. */
const atOnce = 3;

/** What became of one entry. */
interface EntryRead {
  readonly version?: PluginVersion;
  readonly findings: readonly Finding[];
  /** Whether it had to be read; what did not change is known. */
  readonly isNew: boolean;
}

/** Reads entries, some at a time; one that cannot be used is a finding and stops no other. */
export const readEntries = async (
  entries: readonly MarketplaceEntry[],
  withTree: WithTree,
  terms: EntryTerms,
): Promise<Pick<CatalogSnapshot, 'plugins' | 'findings' | 'read'>> => {
  const reader = entryReader(withTree, terms);
  const all: EntryRead[] = [];
  for (const group of groupsOf(entries)) all.push(...(await Promise.all(group.map(reader))));
  return {
    plugins: all.flatMap(({ version }) => version ?? []),
    findings: all.flatMap(({ findings }) => findings),
    read: all.filter(({ isNew }) => isNew).length,
  };
};

/** Entries in their order, some at a time; what comes from another place comes alone. */
const groupsOf = (entries: readonly MarketplaceEntry[]): readonly (readonly MarketplaceEntry[])[] => {
  const groups: MarketplaceEntry[][] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    const joins = [entry, last?.at(-1)].every((one) => one?.source.form === 'relative');
    if (last && joins && last.length < atOnce) last.push(entry);
    else groups.push([entry]);
  }
  return groups;
};

const entryReader = (withTree: WithTree, { signal, before, store }: EntryTerms) => {
  const known = new Map(before?.plugins.map((version) => [version.key, version]));
  return async (entry: MarketplaceEntry): Promise<EntryRead> => {
    let isNew = false;
    try {
      const version = await withTree(entry, async (whole) => {
        const tree = rememberedTree(whole);
        const same = known.get(versionKey(entry, tree));
        isNew = same === undefined;
        const found = same ? { ...same, commit: tree.commit } : await pluginVersion(entry, tree, signal);
        await store?.keep(found, tree, signal);
        return found;
      });
      return { version, findings: version.findings, isNew };
    } catch (cause) {
      signal.throwIfAborted();
      return { findings: [problemOf(entry.name, cause)], isNew };
    }
  };
};
