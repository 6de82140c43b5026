import { open, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

/** An answer's body, already decompressed; absent when the status allows none. */
export type Body = ReadableStream | null;

/** How much of a body is taken before `tooLarge` is thrown. Counts what comes out of decompression. */
export interface BodyCap {
  readonly bytes: number;
  readonly tooLarge: () => Error;
}

/** Reads a body into memory as UTF-8. */
export const readText = async (body: Body, cap: BodyCap): Promise<string> => {
  const chunks: Buffer[] = [];
  await pipeline(streamOf(body), counted(cap), async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) chunks.push(chunk);
  });
  return new TextDecoder().decode(Buffer.concat(chunks));
};

/** Writes a body into a new file and says how large it is. An existing file is never touched. */
export const saveBody = async (body: Body, path: string, cap: BodyCap): Promise<number> => {
  const file = (await open(path, 'wx', 0o600)).createWriteStream();
  try {
    await pipeline(streamOf(body), counted(cap), file);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return file.bytesWritten;
};

/** A file keeps the extension its address shows, for `.csv.gz` says how to read it. */
export const extensionOf = (url: string, headers: { has(name: string): boolean }): string => {
  const [extension = ''] =
    /(\.[a-z0-9]{1,8}){1,2}$/.exec(basename(new URL(url).pathname.toLowerCase())) ?? [];
  return headers.has('content-encoding') ? extension.replace(/\.gz$/, '') : extension;
};

const streamOf = (body: Body): Readable => (body ? Readable.fromWeb(body) : Readable.from([]));

const counted = ({ bytes, tooLarge }: BodyCap): Transform => {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      seen += chunk.length;
      if (seen > bytes) callback(tooLarge());
      else callback(null, chunk);
    },
  });
};
