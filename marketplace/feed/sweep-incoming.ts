import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes what a process left behind in a folder that ended while it built; nobody may be building there. */
export const sweepIncoming = async (folder: string): Promise<void> => {
  const left = (await readdir(folder)).filter((name) => name.startsWith('.incoming-'));
  // What cannot be removed takes room and does no other harm.
  for (const name of left)
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
};
