import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest } from '@agnes/sdk';
import { folderNotGranted } from './run-errors.ts';

/** What decides which folders a run may read. */
export interface FolderGrant {
  readonly manifest: Pick<Manifest, 'capabilities'>;
  readonly config: Readonly<Record<string, unknown>>;
  /** `files.roots` of the instance: an administrator's list of what connectors may read at all. */
  readonly roots: readonly string[];
}

/** The folders that the manifest declares and the settings name, by path or as `file:`; each must lie under a root. Other addresses are none. */
export const grantedFolders = async ({
  manifest,
  config,
  roots,
}: FolderGrant): Promise<readonly string[]> => {
  const named = (manifest.capabilities?.files ?? [])
    .map(({ from }) => config[from.replace(/^config\./, '')])
    .filter((value) => typeof value === 'string')
    .map(pathOf)
    .filter((value) => !/^[a-z0-9]+:\/\//i.test(value));
  const real = await Promise.all(roots.map(realOf));
  return Promise.all(named.map((folder) => checkFolder(folder, real)));
};

/** The path that a `file:` address names, as connectors read it; anything else as it is. */
const pathOf = (value: string): string => {
  if (!value.startsWith('file:')) return value;
  try {
    return fileURLToPath(value);
  } catch (cause) {
    throw folderNotGranted({ folder: value, reason: 'is no address of a folder of this machine' }, { cause });
  }
};

const checkFolder = async (folder: string, roots: readonly string[]): Promise<string> => {
  if (!isAbsolute(folder)) throw folderNotGranted({ folder, reason: 'is not an absolute path' });
  const real = await realOf(folder);
  if (!roots.some((root) => holds(root, real))) {
    throw folderNotGranted({ folder, reason: 'lies under none of the folders in files.roots' });
  }
  return resolve(folder);
};

// What is not there yet has no real path; the connector tells that it is missing.
const realOf = (folder: string): Promise<string> => realpath(folder).catch(() => resolve(folder));

const holds = (root: string, path: string): boolean => {
  const way = relative(root, path);
  return !way.startsWith('..') && !isAbsolute(way);
};
