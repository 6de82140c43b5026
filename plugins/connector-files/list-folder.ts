import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from './entry.ts';
import { folderMissing, folderUnreadable } from './errors.ts';

/** Every file below a folder, sorted. Links are not followed, names with a leading dot are passed over. */
export const listFolder = async (folder: string): Promise<readonly Entry[]> => {
  const names = await Array.fromAsync(namesBelow(folder, ''));
  return Promise.all(names.sort().map((name) => entryOf(folder, name)));
};

async function* namesBelow(folder: string, below: string): AsyncGenerator<string> {
  for (const child of await childrenOf(join(folder, below))) {
    const name = below === '' ? child.name : `${below}/${child.name}`;
    if (child.name.startsWith('.')) continue;
    if (child.isDirectory()) yield* namesBelow(folder, name);
    else if (child.isFile()) yield name;
  }
}

const childrenOf = async (folder: string): Promise<readonly Dirent[]> => {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    throw unreadable(folder, cause);
  }
};

const entryOf = async (folder: string, name: string): Promise<Entry> => {
  const at = join(folder, name);
  try {
    const { size, mtimeMs } = await stat(at);
    return { name, at, size, mtimeMs };
  } catch (cause) {
    throw unreadable(at, cause);
  }
};

// A listing that is not whole is a failure: what it leaves out would look as if it had been removed.
const unreadable = (folder: string, cause: unknown): unknown => {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return folderMissing({ folder }, { cause });
  if (code === 'EACCES' || code === 'EPERM') return folderUnreadable({ folder, reason: message }, { cause });
  return cause;
};
