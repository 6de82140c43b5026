import { versionMissing } from '../errors.ts';
import { usualLimits } from '../limits.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { type PluginVersion, pluginVersion } from '../normalise/plugin-version.ts';
import type { VersionStore } from '../store/version-store.ts';
import { withExternalTree } from './external-tree.ts';
import { marketplaceEntry } from './marketplace-entry.ts';
import { type ReadingTerms, readMarketplace } from './read-marketplace.ts';

/** What a version is brought back with. */
export interface RestoringTerms extends Omit<ReadingTerms, 'before' | 'store' | 'only'> {
  readonly store: VersionStore;
  /** Of the marketplace; asked for a commit only where it does not keep it. */
  readonly mirror: Mirror;
}

/** Brings back the files of a version, from where they were read before. Throws when they are not to be had any more. */
export const restoreVersion = async (version: PluginVersion, terms: RestoringTerms): Promise<void> => {
  const { contentDigest: digest } = version;
  const why = await (typeof version.listed['source'] === 'string' ? fromMirror : fromElsewhere)(
    version,
    terms,
  );
  if (!(await terms.store.digests()).includes(digest)) throw why ?? versionMissing({ digest });
};

const fromMirror = async (
  { commit, contentDigest, entry }: PluginVersion,
  { mirror, ...terms }: RestoringTerms,
): Promise<Error | undefined> => {
  if (commit === undefined) return versionMissing({ digest: contentDigest });
  await mirror.keep(commit, terms.signal);
  await readMarketplace(mirror, commit, { ...terms, only: entry });
  return undefined;
};

const fromElsewhere = async (
  { commit, listed }: PluginVersion,
  { store, signal, ...terms }: RestoringTerms,
): Promise<undefined> => {
  const { entry } = marketplaceEntry(listed, terms);
  const { source } = entry;
  if (source.form === 'relative') return;
  const then = source.form === 'archive' || commit === undefined ? source : { ...source, sha: commit };
  const limits = { ...usualLimits, ...terms.limits };
  await withExternalTree(then, { ...terms, limits, signal }, async (tree) =>
    store.keep(await pluginVersion(entry, tree, signal), tree, signal),
  );
};
