import { manifestUnreadable } from '../errors.ts';
import { type Finding, problemOf } from '../findings.ts';
import { type PackageLimits, usualLimits } from '../limits.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { entriesBelow, type ListedEntry } from '../mirror/tree-listing.ts';
import { committedTree, type PluginTree } from '../normalise/plugin-tree.ts';
import { type PluginVersion, pluginVersion, versionKey } from '../normalise/plugin-version.ts';
import type { VersionStore } from '../store/version-store.ts';
import type { Reach } from '../web-address.ts';
import type { CatalogSnapshot } from './catalog-snapshot.ts';
import { type ExternalSources, withExternalTree } from './external-tree.ts';
import { hostPlugins } from './host-plugins.ts';
import type { MarketplaceEntry } from './marketplace-entry.ts';
import { type MarketplaceManifest, marketplaceFile, marketplaceManifest } from './marketplace-manifest.ts';
import { mostManifestBytes } from './strict-json.ts';

/** What a marketplace is read with. */
export interface ReadingTerms {
  readonly reach: Reach;
  readonly signal: AbortSignal;
  readonly limits?: Partial<PackageLimits>;
  /** Where content of other places may be brought from; without it such entries are findings. */
  readonly external?: ExternalSources | undefined;
  /** The snapshot of before: what did not change is not read again. */
  readonly before?: CatalogSnapshot | undefined;
  /** Where the files of every version are kept; without it they are only described. */
  readonly store?: VersionStore | undefined;
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
  const read = manifest ? await readEntries(manifest, at, terms) : { plugins: [], findings: [], read: 0 };
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

/** Plugins that are read at a time: each waits for git and for the disk. */
const atOnce = 3;

/** What became of one entry. */
interface EntryRead {
  readonly version?: PluginVersion;
  readonly findings: readonly Finding[];
  /** Whether it had to be read; what did not change is known. */
  readonly isNew?: boolean;
}

const readEntries = async (manifest: MarketplaceManifest, at: At, terms: ReadingTerms) => {
  const known = new Map(terms.before?.plugins.map((version) => [version.key, version]));
  const all: EntryRead[] = [];
  for (const group of groupsOf(manifest.entries)) {
    all.push(...(await Promise.all(group.map((entry) => readEntry(entry, known, { at, terms })))));
  }
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

interface Reading {
  readonly at: At;
  readonly terms: ReadingTerms;
}

const readEntry = async (
  entry: MarketplaceEntry,
  known: ReadonlyMap<string, PluginVersion>,
  reading: Reading,
): Promise<EntryRead> => {
  const { signal, store } = reading.terms;
  let isNew = false;
  try {
    const version = await withTree(entry, reading, async (tree) => {
      const before = known.get(versionKey(entry, tree));
      isNew = before === undefined;
      const found = before ? { ...before, commit: tree.commit } : await pluginVersion(entry, tree, signal);
      await store?.keep(found, tree, signal);
      return found;
    });
    return { version, findings: version.findings, isNew };
  } catch (cause) {
    signal.throwIfAborted();
    return { findings: [problemOf(entry.name, cause)], isNew };
  }
};

const withTree = async <T>(
  { source }: MarketplaceEntry,
  { at, terms }: Reading,
  use: (tree: PluginTree) => Promise<T>,
): Promise<T> => {
  if (source.form === 'relative')
    return use(committedTree({ ...at, entries: entriesBelow(at.entries, source.path) }));
  return withExternalTree(source, { ...terms, limits: at.limits }, use);
};
