import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '@agnes/sdk';
import { manifestName, readManifest } from '../../kernel/manifest-file.ts';
import { readTree, type Tree } from '../../kernel/tree.ts';
import { pluginFolderEmpty } from './errors.ts';

/** A plugin as its author has it. */
export interface OpenPlugin {
  readonly folder: string;
  /** What is shipped: history of versions stays at home. */
  readonly tree: Tree;
  readonly manifest: Manifest;
}

/** The plain files of a plugin; links and folders of installed packages are refused. */
const shippedTree = async (folder: string): Promise<Tree> => {
  await access(join(folder, manifestName)).catch((cause) => {
    throw pluginFolderEmpty({ folder }, { cause });
  });
  const { files } = await readTree(folder, 'refuse');
  const shipped = [...files].filter(([path]) => !path.startsWith('.git/'));
  return { folder, files: new Map(shipped) };
};

/** Reads a plugin; a manifest that is not valid is thrown with every fault. */
export const openPlugin = async (folder: string): Promise<OpenPlugin> => {
  const tree = await shippedTree(folder);
  return { folder, tree, manifest: await readManifest(tree) };
};
