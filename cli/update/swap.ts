import { cp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ignoreMissing } from '../files/durable-file.ts';
import { isSettled, type Place, startedFolder, startFrom } from './place.ts';

/** Puts a new program in place of the old one. At every moment both names start one of the two, whole. */
export const swapIn = async (place: Place, fresh: string, check: () => Promise<void>): Promise<void> => {
  const before = join(place.work, 'before');
  try {
    await startFrom(place, fresh);
    await rename(place.program, before);
    await settle(place, fresh);
    await check();
  } catch (error) {
    const isMoved = await stat(before).catch(ignoreMissing);
    await (isMoved ? settle(place, before) : startFrom(place, place.program));
    throw error;
  }
};

/** Ends what a kill interrupted: the program that is started is the one that stays. */
export const recover = async (place: Place): Promise<void> => {
  const started = await startedFolder(place);
  if (started !== place.program) await settle(place, started);
  else if (!(await isSettled(place))) await startFrom(place, place.program);
  await tidy(place);
};

/** Takes away what an update needed, unless a name still starts something of it. */
export const tidy = async (place: Place): Promise<void> => {
  if (await isSettled(place)) await rm(place.work, { recursive: true, force: true });
};

/** Makes the program of another folder the one at the usual place. A folder cannot replace another, so a copy does. */
const settle = async (place: Place, folder: string): Promise<void> => {
  const copy = join(place.work, 'copy');
  await startFrom(place, folder);
  await rm(copy, { recursive: true, force: true });
  await cp(folder, copy, { recursive: true, verbatimSymlinks: true });
  await rm(place.program, { recursive: true, force: true });
  await rename(copy, place.program);
  await startFrom(place, place.program);
};
