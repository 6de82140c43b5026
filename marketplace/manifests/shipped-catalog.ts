import { hash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { PluginTree, ReadFile } from '../normalise/plugin-tree.ts';
import { versionKey } from '../normalise/plugin-version.ts';
import type { Reach } from '../web-address.ts';
import type { CatalogSnapshot } from './catalog-snapshot.ts';
import { type MarketplaceEntry, marketplaceEntry } from './marketplace-entry.ts';
import { type EntryTerms, readEntries } from './read-entries.ts';

/** A plugin that comes with the program, and the skills in it. */
export interface ShippedPlugin {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly version: string;
  /** Absolute. */
  readonly folder: string;
  /** Folders of skills inside it; the rest of the plugin is for nobody but the host. */
  readonly skills: readonly string[];
}

/** What comes with the program, as a marketplace at a commit. */
interface ShippedCatalog {
  /** 40 hex digits that stand for all of it, known before anything is kept. */
  readonly commit: string;
  readonly read: (terms: EntryTerms) => Promise<CatalogSnapshot>;
}

/** Looks at the skills of plugins that come with the program. */
export const shippedCatalog = async (
  name: string,
  plugins: readonly ShippedPlugin[],
  reach: Reach,
): Promise<ShippedCatalog> => {
  const shipped = await Promise.all(
    plugins.map(async (plugin) => ({ entry: entryOf(plugin, reach), tree: await treeOf(plugin) })),
  );
  const trees = new Map(shipped.map(({ entry, tree }) => [entry.name, tree]));
  const keys = shipped.map(({ entry, tree }) => versionKey(entry, tree));
  const commit = hash('sha256', JSON.stringify(keys)).slice(0, 40);
  return {
    commit,
    read: async (terms) => ({
      ...{ format: 1, name, owner: name, description: '', commit, hostPlugins: [], renames: {} },
      ...(await readEntries(
        shipped.map(({ entry }) => entry),
        async (entry, use) => use(trees.get(entry.name) ?? nothing),
        terms,
      )),
    }),
  };
};

const nothing: PluginTree = { files: [], key: '', async *contents() {} };

const entryOf = (
  { name, displayName, description, version }: ShippedPlugin,
  reach: Reach,
): MarketplaceEntry =>
  marketplaceEntry({ name, displayName, description, version, source: `./${name}` }, { reach }).entry;

/** Its skills, each in `skills/<its folder>`, where every client looks for them. */
const treeOf = async ({ folder, skills }: ShippedPlugin): Promise<PluginTree> => {
  const files = (
    await Promise.all(skills.map((path) => filesBelow(join(folder, path), `skills/${basename(path)}`)))
  ).flat();
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const lines = sorted.map(
    ({ path, isExecutable, content }) => `${isExecutable ? 'x' : '-'} ${hash('sha256', content)} ${path}\n`,
  );
  return {
    files: sorted,
    key: hash('sha256', lines.join('')),
    async *contents(wanted) {
      yield* sorted.filter(wanted);
    },
  };
};

const filesBelow = async (folder: string, to: string): Promise<readonly ReadFile[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const full = join(parentPath, name);
        const [{ size, mode }, content] = await Promise.all([stat(full), readFile(full)]);
        const path = `${to}/${relative(folder, full).replaceAll(sep, '/')}`;
        return { path, isExecutable: (mode & 0o100) !== 0, bytes: size, content };
      }),
  );
};
