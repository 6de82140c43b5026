import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LockEntry } from '../../kernel/generation-lock.ts';
import { storedFolder } from '../../kernel/locked-plugins.ts';
import { readTree, type Tree } from '../../kernel/tree.ts';

/** Paths below the folder of a plugin that are not the same in another version of it. */
export interface FileDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** Compares the files of two versions; nothing where the store no longer holds both. */
export const fileDiff = async (
  store: string,
  from: LockEntry,
  to: LockEntry,
): Promise<FileDiff | undefined> => {
  if (from.treeHash === to.treeHash) return { added: [], removed: [], changed: [] };
  const [before, after] = await Promise.all([treeOf(store, from), treeOf(store, to)]);
  if (!before || !after) return undefined;
  const paths = [...after.files.keys()].sort();
  const changed: string[] = [];
  for (const path of paths) if (await differs(path, before, after)) changed.push(path);
  return {
    added: paths.filter((path) => !before.files.has(path)),
    removed: [...before.files.keys()].filter((path) => !after.files.has(path)).sort(),
    changed,
  };
};

const treeOf = (store: string, entry: LockEntry): Promise<Tree | undefined> =>
  readTree(storedFolder(store, entry), 'refuse').catch(() => undefined);

const differs = async (path: string, before: Tree, after: Tree): Promise<boolean> => {
  if (!before.files.has(path)) return false;
  if (before.files.get(path) !== after.files.get(path)) return true;
  return (await hashOf(before, path)) !== (await hashOf(after, path));
};

const hashOf = async ({ folder }: Tree, path: string): Promise<string> =>
  hash('sha256', await readFile(join(folder, path)));
