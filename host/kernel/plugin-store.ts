import { chmod, copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readTree, type Tree, treeHash } from './tree.ts';

/**
 * Copies a tree to the address of its content and answers that folder, so that what runs cannot be changed beneath it.
 *
 * One host owns the store, and it stores one tree at a time.
 */
export const storeTree = async (tree: Tree, store: string): Promise<string> => {
  const known = join(store, `sha256-${await treeHash(tree)}`);
  if ((await addressOf(known, store)) === known) return known;
  const incoming = join(store, '.incoming');
  await rm(incoming, { recursive: true, force: true });
  for (const path of tree.files.keys()) await copyReadOnly(join(tree.folder, path), join(incoming, path));
  // Hashed after copying: the source may have changed since it was listed.
  const address = join(store, `sha256-${await treeHash(await readTree(incoming, 'refuse'))}`);
  await rm(address, { recursive: true, force: true });
  await rename(incoming, address);
  return address;
};

/** Where the content of a stored folder belongs; nothing when there is no such folder or it holds what it may not. */
const addressOf = async (folder: string, store: string): Promise<string | undefined> => {
  const tree = await readTree(folder, 'refuse').catch(() => undefined);
  return tree && join(store, `sha256-${await treeHash(tree)}`);
};

const copyReadOnly = async (from: string, to: string): Promise<void> => {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  await chmod(to, 0o444);
};
