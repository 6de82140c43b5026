import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isPlatformError } from '@agnes/sdk/errors';
import type { HttpClient } from '../http/client.ts';
import { holdLock } from '../sync/lock-file.ts';
import type { World } from '../world.ts';
import { download } from './download.ts';
import { updateFailed, updateRunning } from './errors.ts';
import type { Offer } from './offer.ts';
import { commandOf, entryOf, type Place } from './place.ts';
import { installBelow, smokeTest } from './stage.ts';
import { recover, swapIn, tidy } from './swap.ts';

interface Updating {
  readonly world: World;
  readonly http: HttpClient;
  readonly place: Place;
}

/** Alone at a place, with what an interrupted update left there ended first. */
export const alone = async <T>(
  { place, world }: Omit<Updating, 'http'>,
  run: () => Promise<T>,
): Promise<T> => {
  const lock = await holdLock(`${place.work}.lock`, world.pid, updateRunning);
  try {
    await recover(place);
    return await run();
  } finally {
    await lock[Symbol.asyncDispose]();
  }
};

/** Replaces the program at a place: fetched, checked, installed and started beside it before anything is touched. */
export const replaceProgram = async ({ world, http, place }: Updating, offer: Offer): Promise<void> => {
  const { version } = offer;
  const file = join(place.work, offer.file);
  await mkdir(place.work, { recursive: true, mode: 0o700 });
  try {
    await download(http, offer, file);
    const fresh = await installBelow(world, join(place.work, 'npm'), { file, version });
    await smokeTest(world, entryOf(fresh), version);
    await swapIn(place, fresh, () => smokeTest(world, commandOf(place), version));
  } catch (error) {
    if (isPlatformError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw updateFailed({ version, reason }, { cause: error });
  } finally {
    await tidy(place);
  }
};
