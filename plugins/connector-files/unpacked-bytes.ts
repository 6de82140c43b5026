import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';

/** A file that may be packed. */
export interface Packed {
  readonly path: string;
  /** Its ending says how it is packed. */
  readonly name: string;
  /** It is unpacked no further than this many bytes. */
  readonly most: number;
}

/** How many bytes come out of a packed file; nothing of one that is not packed. They go nowhere: the host unpacks it again. */
export const unpackedBytes = async (
  { path, name, most }: Packed,
  signal: AbortSignal,
): Promise<number | undefined> => {
  const unpacker = unpackerOf(name);
  if (!unpacker) return undefined;
  let bytes = 0;
  const count = async (pieces: AsyncIterable<Buffer>): Promise<void> => {
    for await (const { length } of pieces) {
      bytes += length;
      if (bytes > most) return;
    }
  };
  // What is not well packed ends early, and what is wrong with it is the host's to tell.
  await pipeline(createReadStream(path), unpacker, count, { signal }).catch(() => signal.throwIfAborted());
  return bytes;
};

const unpackerOf = (name: string) => {
  if (/\.gz$/i.test(name)) return createGunzip();
  return /\.zst$/i.test(name) ? createZstdDecompress() : undefined;
};
