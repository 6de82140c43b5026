import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Size and hashes of a file's bytes. */
export interface FileHashes {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly md5: string;
}

const chunkBytes = 1024 * 1024;
// What was a plain file when it was checked may be a link or a pipe by now: neither is followed, nor waited for.
const plainly = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Reads a file once for both hashes, and makes it survive a power cut. */
export const hashAndSync = async (path: string): Promise<FileHashes> => {
  await using file = await open(path, plainly);
  const [sha256, md5] = [createHash('sha256'), createHash('md5')];
  let sizeBytes = 0;
  const stream = file.createReadStream({ highWaterMark: chunkBytes, autoClose: false });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    sha256.update(chunk);
    md5.update(chunk);
    sizeBytes += chunk.length;
  }
  await file.sync();
  return { sizeBytes, sha256: sha256.digest('hex'), md5: md5.digest('hex') };
};

/** SHA-256 of a file's bytes. */
export const hashFile = async (path: string): Promise<string> => {
  await using file = await open(path, 'r');
  const sha256 = createHash('sha256');
  const stream = file.createReadStream({ highWaterMark: chunkBytes, autoClose: false });
  for await (const chunk of stream as AsyncIterable<Buffer>) sha256.update(chunk);
  return sha256.digest('hex');
};
