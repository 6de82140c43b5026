import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Told what could not be removed: it takes room, does no other harm, and somebody should know. */
export type TellLeft = (message: string, cause: unknown) => void;

/** Removes what a process left behind in a folder that ended while it built; nobody may be building there. Never throws. */
export const sweepIncoming = async (folder: string, tell: TellLeft): Promise<void> => {
  const told = (cause: unknown): void => tell('What a build left behind could not be removed.', cause);
  const names = await readdir(folder).catch((cause: unknown): string[] => {
    told(cause);
    return [];
  });
  for (const name of names.filter((one) => one.startsWith('.incoming-')))
    await rm(join(folder, name), { recursive: true, force: true }).catch(told);
};
