import { hash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { canonicalHost } from '@agnes/sdk/extract';
import { sourceUnsupported } from '../errors.ts';
import { fetchPackage } from '../fetch/fetch-package.ts';
import type { PackageLimits } from '../limits.ts';
import { Mirror } from '../mirror/mirror.ts';
import { entriesBelow } from '../mirror/tree-listing.ts';
import { committedTree, type PluginTree, type TreeFile } from '../normalise/plugin-tree.ts';
import type { Reach } from '../web-address.ts';
import type { EntrySource } from './entry-source.ts';

/** Where content of other places may be brought from, and where it may lie. */
export interface ExternalSources {
  /** Folder of the mirrors of other repositories; each lies below the hash of its address. */
  readonly folder: string;
  /** Hosts that an administrator allowed, in lower case. */
  readonly hosts: readonly string[];
}

/** What an external tree is brought with. */
export interface ExternalTerms {
  readonly reach: Reach;
  readonly signal: AbortSignal;
  readonly limits: PackageLimits;
  readonly external?: ExternalSources | undefined;
}

type External = Exclude<EntrySource, { form: 'relative' }>;

/** Brings a tree from another place and lets it be used; no token goes there. */
export const withExternalTree = async <T>(
  source: External,
  terms: ExternalTerms,
  use: (tree: PluginTree) => Promise<T>,
): Promise<T> => {
  const sources = allowed(source, terms);
  if (source.form === 'archive') return withArchive(source, { ...terms, sources }, use);
  const { reach, limits, signal } = terms;
  const folder = join(sources.folder, hash('sha256', source.url).slice(0, 32));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const mirror = new Mirror({ folder, url: source.url, reach, limits });
  const commit = source.sha ?? (await mirror.commitOf(source.ref, signal));
  await mirror.keep(commit, signal);
  const entries = entriesBelow(await mirror.list(commit, signal), source.path);
  return use(committedTree({ mirror, commit, entries, limits }));
};

const allowed = (source: External, { external }: ExternalTerms): ExternalSources => {
  const host = canonicalHost(new URL(source.url).hostname);
  if (external?.hosts.includes(host)) return external;
  const reason = external ? `the host ${host} is not allowed` : 'content of other places is switched off';
  const next =
    'Let an administrator allow that host, or move the plugin into the repository of the marketplace.';
  throw sourceUnsupported({ kind: source.form, reason, next });
};

const withArchive = async <T>(
  { url, integrity }: Extract<External, { form: 'archive' }>,
  { reach, limits, signal, sources }: ExternalTerms & { readonly sources: ExternalSources },
  use: (tree: PluginTree) => Promise<T>,
): Promise<T> => {
  if (integrity === undefined) {
    const next = 'Write the sha256 of the archive beside its url.';
    throw sourceUnsupported({ kind: 'archive', reason: 'it has no sha256, so its bytes may change', next });
  }
  await mkdir(sources.folder, { recursive: true, mode: 0o700 });
  const work = await mkdtemp(join(sources.folder, '.archive-'));
  try {
    const into = join(work, 'into');
    await fetchPackage({ type: 'archive', url, integrity }, { into, mirror: work, reach, limits, signal });
    return await use(await folderTree(into, integrity));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

/** The files of a folder that was brought here; `key` is the hash of what it came from. */
const folderTree = async (folder: string, key: string): Promise<PluginTree> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }): Promise<TreeFile> => {
        const full = join(parentPath, name);
        const { size, mode } = await stat(full);
        const path = relative(folder, full).replaceAll(sep, '/');
        return { path, isExecutable: (mode & 0o100) !== 0, bytes: size };
      }),
  );
  return {
    files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    key,
    async *contents(wanted, signal) {
      for (const file of files.filter(wanted))
        yield { ...file, content: await readFile(join(folder, file.path), { signal }) };
    },
  };
};
