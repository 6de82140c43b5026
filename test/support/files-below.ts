import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Paths of the files in a folder and in all below it. */
export const filesBelow = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
