import { type Finding, problemOf } from '../findings.ts';
import type { PluginTree } from '../normalise/plugin-tree.ts';
import { type PluginVersion, pluginVersion, versionKey } from '../normalise/plugin-version.ts';
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

/** Reads entries one after another; one that cannot be used is a finding and stops no other. */
export const readEntries = async (
  entries: readonly MarketplaceEntry[],
  withTree: WithTree,
  { signal, before, store }: EntryTerms,
): Promise<Pick<CatalogSnapshot, 'plugins' | 'findings' | 'read'>> => {
  const known = new Map(before?.plugins.map((version) => [version.key, version]));
  const plugins: PluginVersion[] = [];
  const findings: Finding[] = [];
  let read = 0;
  for (const entry of entries) {
    try {
      const version = await withTree(entry, async (tree) => {
        const same = known.get(versionKey(entry, tree));
        if (!same) read++;
        const found = same ? { ...same, commit: tree.commit } : await pluginVersion(entry, tree, signal);
        await store?.keep(found, tree, signal);
        return found;
      });
      plugins.push(version);
      findings.push(...version.findings);
    } catch (cause) {
      signal.throwIfAborted();
      findings.push(problemOf(entry.name, cause));
    }
  }
  return { plugins, findings, read };
};
