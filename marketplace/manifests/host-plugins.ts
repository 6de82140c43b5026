import { hash } from 'node:crypto';
import { checkerFor, type Manifest, manifestSchema } from '@agnes/sdk';
import { manifestUnreadable } from '../errors.ts';
import { type Finding, problemOf } from '../findings.ts';
import type { PackageLimits } from '../limits.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { entriesBelow, type ListedEntry } from '../mirror/tree-listing.ts';
import { type DigestedFile, hostTreeHash } from '../normalise/content-digest.ts';
import { committedTree, type PluginTree } from '../normalise/plugin-tree.ts';
import { strictJson } from './strict-json.ts';

/** The file that makes a folder a host plugin. */
const hostPluginFile = 'agnes.plugin.json';
const deepest = 4;
const check = checkerFor(manifestSchema, { compiled: 'later' });

/** A plugin of the host that a repository offers. Nothing of it is ever imported from here. */
export interface HostPluginVersion {
  readonly id: string;
  readonly version: string;
  /** Folder in the repository; `''` is the whole. */
  readonly path: string;
  readonly commit: string;
  /** By which the store of plugins will address it. */
  readonly treeHash: string;
  readonly bytes: number;
  readonly manifest: Manifest;
  /** Two with one key have the same files; known before any is read. */
  readonly key: string;
}

/** A commit whose host plugins are looked for. */
export interface HostPluginSearch {
  readonly mirror: Mirror;
  readonly commit: string;
  readonly entries: readonly ListedEntry[];
  readonly limits: PackageLimits;
  readonly signal: AbortSignal;
  /** What was read before, by its key. */
  readonly known: ReadonlyMap<string, HostPluginVersion>;
}

/** Finds the host plugins of a commit. One that cannot be used is a finding and stops no other. */
export const hostPlugins = async (
  search: HostPluginSearch,
): Promise<{ readonly plugins: readonly HostPluginVersion[]; readonly findings: readonly Finding[] }> => {
  const plugins = new Map<string, HostPluginVersion>();
  const findings: Finding[] = [];
  for (const path of foldersWith(search.entries)) {
    try {
      const found = await hostPlugin(path, search);
      const name = `${found.id} ${found.version}`;
      const twin = plugins.get(name);
      if (twin) throw manifestUnreadable({ thing: path, rule: `is ${name}, as "${twin.path}" is, too` });
      plugins.set(name, found);
    } catch (cause) {
      search.signal.throwIfAborted();
      findings.push(problemOf(path === '' ? hostPluginFile : path, cause));
    }
  }
  return { plugins: [...plugins.values()], findings };
};

const foldersWith = (entries: readonly ListedEntry[]): readonly string[] =>
  entries
    .filter(({ path }) => path === hostPluginFile || path.endsWith(`/${hostPluginFile}`))
    .map(({ path }) => path.slice(0, -hostPluginFile.length).replace(/\/$/, ''))
    .filter((folder) => folder === '' || folder.split('/').length <= deepest)
    .sort();

const hostPlugin = async (path: string, search: HostPluginSearch): Promise<HostPluginVersion> => {
  const { commit, entries, known, signal } = search;
  const tree = committedTree({ ...search, entries: entriesBelow(entries, path) });
  const key = hash('sha256', JSON.stringify([1, path, tree.key]));
  const before = known.get(key);
  if (before) return { ...before, commit };
  checkBundled(path, tree);
  const files: DigestedFile[] = [];
  let manifest: Manifest | undefined;
  for await (const { content, ...file } of tree.contents(() => true, signal)) {
    files.push({ ...file, sha256: hash('sha256', content) });
    if (file.path === hostPluginFile) manifest = readManifest(content);
  }
  if (!manifest) throw manifestUnreadable({ thing: path, rule: 'has no manifest' });
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return {
    id: manifest.id,
    version: manifest.version,
    path,
    commit,
    treeHash: hostTreeHash(files),
    bytes,
    manifest,
    key,
  };
};

const readManifest = (content: Buffer): Manifest => {
  const checked = check(strictJson(content, hostPluginFile));
  if (checked.ok) return checked.value;
  const rule = checked.faults.map(({ loc, msg }) => `${loc}: ${msg}`);
  throw manifestUnreadable({ thing: hostPluginFile, rule: rule.slice(0, 5).join('; ') });
};

/** The host refuses folders of installed packages: what a plugin needs is bundled into it. */
const checkBundled = (path: string, { files }: PluginTree): void => {
  const found = files.find((file) => file.path.split('/').includes('node_modules'));
  if (found)
    throw manifestUnreadable({ thing: path, rule: `ships "${found.path}"; dependencies are bundled` });
};
