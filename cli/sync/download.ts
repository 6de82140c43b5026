import { rm } from 'node:fs/promises';
import { isPlatformError } from '@agnes/sdk/errors';
import { isComplete } from './blocks.ts';
import { digestMismatch } from './errors.ts';
import { type DownloadDeps, fetchBlock, type Offer } from './fetch-block.ts';
import { SideFile } from './side-file.ts';
import { sizeOf } from './store.ts';

/** Brings a file into its side file, goes on where an earlier attempt ended, and verifies it. */
export const download = async (offer: Offer, deps: DownloadDeps): Promise<void> => {
  const side = deps.store.sideFile(offer.file.sha256);
  const isResumed = (await sizeOf(side)) !== undefined;
  try {
    await collectAndVerify(offer, deps);
  } catch (error) {
    // A server without ranges, or one with other bytes by now: from the beginning, in one go. And the bytes of an earlier
    // run may be what is wrong: once more, with fresh ones.
    const isWorthIt = hasCode(error, 'range_refused') || (isResumed && hasCode(error, 'digest_mismatch'));
    if (!isWorthIt) throw error;
    await rm(side, { force: true });
    await collectAndVerify({ ...offer, isSplit: false }, deps);
  }
};

const hasCode = (error: unknown, code: string): boolean => isPlatformError(error) && error.code === code;

const collectAndVerify = async (offer: Offer, deps: DownloadDeps): Promise<void> => {
  const { name, file } = offer;
  const received = await collect(offer, deps);
  if (received === file.sha256) return;
  await rm(deps.store.sideFile(file.sha256));
  throw digestMismatch({ table: name, expected: file.sha256, received });
};

/** Puts all bytes into the side file and onto the disk, and gives their digest. */
const collect = async (offer: Offer, deps: DownloadDeps): Promise<string> => {
  const { bytes, sha256 } = offer.file;
  const path = deps.store.sideFile(sha256);
  await using side = await SideFile.open(path, { bytes, isSplit: offer.isSplit }, deps.hashing);
  const missing = side.blocks.filter((block) => !isComplete(block));
  let isGivenUp = false;
  const fetched = missing.map((block) =>
    deps.connections(async () => {
      if (isGivenUp) return;
      await fetchBlock({ block, side }, offer, deps).catch((error: unknown) => {
        isGivenUp = true;
        throw error;
      });
    }),
  );
  // All of them end before the file is closed.
  const results = await Promise.allSettled(fetched);
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failures.length > 0) throw failures.find((error) => !hasCode(error, 'range_refused')) ?? failures[0];
  await side.complete();
  const [digest] = await Promise.all([side.digest(), deps.keep(path)]);
  return digest;
};
