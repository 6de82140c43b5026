import { manifestUnreadable } from '../errors.ts';
import { type PackageLimits, usualLimits } from '../limits.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { entriesBelow, type ListedEntry } from '../mirror/tree-listing.ts';
import { committedTree } from '../normalise/plugin-tree.ts';
import type { Reach } from '../web-address.ts';
import type { CatalogSnapshot } from './catalog-snapshot.ts';
import { type ExternalSources, withExternalTree } from './external-tree.ts';
import { hostPlugins } from './host-plugins.ts';
import type { MarketplaceEntry } from './marketplace-entry.ts';
import { marketplaceFile, marketplaceManifest } from './marketplace-manifest.ts';
import { type EntryTerms, readEntries, type WithTree } from './read-entries.ts';
import { mostManifestBytes } from './strict-json.ts';

/** What a marketplace is read with. */
export interface ReadingTerms extends EntryTerms {
  readonly reach: Reach;
  readonly limits?: Partial<PackageLimits>;
  /** Where content of other places may be brought from; without it such entries are findings. */
  readonly external?: ExternalSources | undefined;
  /** The one entry that is read; without it all are. */
  readonly only?: string | undefined;
}

/** Reads a marketplace at a commit that its mirror keeps. Throws when its manifest cannot be used. */
export const readMarketplace = async (
  mirror: Mirror,
  commit: string,
  terms: ReadingTerms,
): Promise<CatalogSnapshot> => {
  const { before, signal } = terms;
  const limits = { ...usualLimits, ...terms.limits };
  const entries = await mirror.list(commit, signal);
  const at = { mirror, commit, entries, limits };
  const bytes = await manifestBytes(at, signal);
  const known = new Map(before?.hostPlugins.map((plugin) => [plugin.key, plugin]));
  const host = await hostPlugins({ ...at, signal, known });
  if (bytes === undefined && host.plugins.length === 0)
    throw manifestUnreadable({ thing: marketplaceFile, rule: 'is not there, and no plugin of the host is' });
  const manifest = bytes && marketplaceManifest(bytes, terms.reach);
  const read = manifest
    ? await readEntries(wantedOf(manifest.entries, terms), treesOf(at, terms), terms)
    : { plugins: [], findings: [], read: 0 };
  return {
    format: 1,
    name: manifest?.name ?? '',
    owner: manifest?.owner.name ?? '',
    description: manifest?.description ?? '',
    commit,
    plugins: read.plugins,
    hostPlugins: host.plugins,
    renames: manifest?.renames ?? {},
    findings: [...(manifest?.findings ?? []), ...read.findings, ...host.findings],
    read: read.read,
  };
};

const wantedOf = (entries: readonly MarketplaceEntry[], { only }: ReadingTerms) =>
  entries.filter(({ name }) => only === undefined || name === only);

interface At {
  readonly mirror: Mirror;
  readonly commit: string;
  readonly entries: readonly ListedEntry[];
  readonly limits: PackageLimits;
}

const manifestBytes = async (at: At, signal: AbortSignal): Promise<Buffer | undefined> => {
  const entries = at.entries.filter(({ path }) => path === marketplaceFile);
  const limits = { ...at.limits, fileBytes: mostManifestBytes };
  for await (const { content } of committedTree({ ...at, entries, limits }).contents(() => true, signal))
    return content;
  return undefined;
};

const treesOf =
  (at: At, terms: ReadingTerms): WithTree =>
  async ({ source }, use) => {
    if (source.form === 'relative')
      return use(committedTree({ ...at, entries: entriesBelow(at.entries, source.path) }));
    return withExternalTree(source, { ...terms, limits: at.limits }, use);
  };
