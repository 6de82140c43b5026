import { chmod, copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readTree, type Tree, treeHash } from './tree.ts';

/**
 * Copies a tree to the address of its content and answers that folder, so that what runs cannot be changed beneath it.
 *
 * One host owns the store, and it stores one tree at a time. A crash or a full disk leaves no tree that is not whole.
 */
export const storeTree = (tree: Tree, store: string): Promise<string> => {
  const stored = last.then(() => storeNow(tree, store));
  last = stored.catch(() => undefined);
  return stored;
};

let last: Promise<unknown> = Promise.resolve();

const storeNow = async (tree: Tree, store: string): Promise<string> => {
  const known = join(store, `sha256-${await treeHash(tree)}`);
  if ((await addressOf(known, store)) === known) return known;
  const incoming = join(store, '.incoming');
  await rm(incoming, { recursive: true, force: true });
  try {
    return await taken(tree, { incoming, store });
  } catch (cause) {
    // What is left of it would fill a disk that is full already.
    await rm(incoming, { recursive: true, force: true });
    throw cause;
  }
};

const taken = async (
  tree: Tree,
  { incoming, store }: { readonly incoming: string; readonly store: string },
): Promise<string> => {
  for (const path of tree.files.keys()) await copyReadOnly(join(tree.folder, path), join(incoming, path));
  // Hashed after copying: the source may have changed since it was listed.
  const address = join(store, `sha256-${await treeHash(await readTree(incoming, 'refuse'))}`);
  await rm(address, { recursive: true, force: true });
  await rename(incoming, address);
  await synced(store);
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
  await synced(to);
};

// A power cut after the generation was written must not find a file that is empty.
const synced = async (path: string): Promise<void> => {
  await using file = await open(path, 'r');
  await file.sync();
};
