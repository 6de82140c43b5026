import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { isPlatformError } from '@agnes/sdk/errors';
import { ignoreMissing } from '../durable-file.ts';
import { digestMismatch } from './errors.ts';
import type { RemoteFile } from './manifest.ts';
import { type DownloadDeps, fetchPiece, type Offer, type Piece } from './piece.ts';
import { digestOf, sizeOf, syncFile } from './store.ts';

const rangesFrom = 50 * 1024 * 1024;
const rangesPerFile = 4;
const chunk = 1024 * 1024;

/** Brings a file into its side file, goes on where an earlier attempt ended, and verifies it. */
export const download = async (offer: Offer, deps: DownloadDeps): Promise<void> => {
  const side = deps.store.sideFile(offer.file.sha256);
  await removeForeign(side, offer.file.bytes);
  const resumed = (await sizeOf(side)) !== undefined;
  try {
    await collectAndVerify(offer, deps);
  } catch (error) {
    // The bytes of an earlier run may be what is wrong: once more, with fresh ones.
    if (!resumed || !isPlatformError(error) || error.code !== 'digest_mismatch') throw error;
    await collectAndVerify(offer, deps);
  }
};

/** Of a link that a crash has left nothing may be continued: that would write into a file that is in place. */
const removeForeign = async (side: string, bytes: number): Promise<void> => {
  const about = await stat(side).catch(ignoreMissing);
  if (about && about.nlink > 1 && about.size !== bytes) await rm(side);
};

const collectAndVerify = async (offer: Offer, deps: DownloadDeps): Promise<void> => {
  const { name, file } = offer;
  const side = deps.store.sideFile(file.sha256);
  const received = await collect(offer, deps);
  if (received !== file.sha256) {
    await rm(side);
    throw digestMismatch({ table: name, expected: file.sha256, received });
  }
  await syncFile(side);
};

/** Puts all bytes into the side file, and gives their digest. */
const collect = async (offer: Offer, deps: DownloadDeps): Promise<string> => {
  const pieces = await piecesOf(offer.file, deps.store.sideFile(offer.file.sha256));
  const results = await Promise.allSettled(pieces.map((piece) => fetchPiece(piece, offer, deps)));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  const failure = failures.find((error) => !isRangeRefused(error)) ?? failures[0];
  if (failure === undefined) return join(pieces);
  if (!isRangeRefused(failure)) throw failure;
  // A server without ranges, or one with other bytes by now: from the beginning, in one go.
  for (const { path } of pieces) await rm(path, { force: true });
  const side = deps.store.sideFile(offer.file.sha256);
  await fetchPiece(wholeOf(offer.file, side), offer, deps);
  return digestOf(side);
};

const isRangeRefused = (error: unknown): boolean => isPlatformError(error) && error.code === 'range_refused';

const wholeOf = ({ bytes }: RemoteFile, path: string): Piece => ({ path, start: 0, end: bytes });

/** Large files come in several ranges at a time, unless one stream is already further than its share. */
const piecesOf = async (file: RemoteFile, side: string): Promise<readonly [Piece, ...Piece[]]> => {
  const { bytes } = file;
  const share = Math.ceil(bytes / rangesPerFile);
  if (bytes <= rangesFrom || ((await sizeOf(side)) ?? 0) > share) return [wholeOf(file, side)];
  const others = Array.from({ length: rangesPerFile - 1 }, (_, i) => ({
    path: `${side}.${i + 1}`,
    start: (i + 1) * share,
    end: Math.min((i + 2) * share, bytes),
  }));
  return [{ path: side, start: 0, end: share }, ...others];
};

/** Appends the later pieces to the first, and gives the digest of it all. Interrupted, the first is simply longer than its share. */
const join = async ([first, ...others]: readonly [Piece, ...Piece[]]): Promise<string> => {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(first.path, { highWaterMark: chunk })) hash.update(bytes);
  for (const { path } of others) {
    const end = createWriteStream(first.path, { flags: 'a', highWaterMark: chunk });
    await pipeline(createReadStream(path, { highWaterMark: chunk }), (bytes) => hashed(bytes, hash), end);
    await rm(path);
  }
  return hash.digest('hex');
};

/** The same bytes, once they are in the hash. */
const hashed = async function* (bytes: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const some of bytes) {
    hash.update(some);
    yield some;
  }
};
