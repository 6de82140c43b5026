import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { treeMissing, treeQuarantined } from './generation-errors.ts';
import type { LockEntry } from './generation-lock.ts';
import { readTree, type Tree, treeHash } from './tree.ts';

/** Folder of a locked tree in the store. */
export const storedFolder = (store: string, { treeHash: name }: Pick<LockEntry, 'treeHash'>): string =>
  join(store, name ?? 'none');

/** The tree of a locked plugin, its bytes checked. Throws `plugin_missing` or `plugin_quarantined`. */
export const verifiedTree = async (store: string, entry: LockEntry): Promise<Tree> => {
  const { id: plugin, version, treeHash: wanted } = entry;
  const folder = storedFolder(store, entry);
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  if (!isThere) throw treeMissing({ plugin, version });
  const { tree, found } = await hashed(folder);
  if (!tree || found !== wanted) throw treeQuarantined({ plugin, version, found });
  return tree;
};

const hashed = async (folder: string): Promise<{ readonly tree?: Tree; readonly found: string }> => {
  try {
    const tree = await readTree(folder, 'refuse');
    return { tree, found: `sha256-${await treeHash(tree)}` };
  } catch {
    return { found: 'it holds what no plugin may' };
  }
};
