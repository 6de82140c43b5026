import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { FeedFile } from './feed-files.ts';

// The earliest moment that the format knows, in the zone of this machine as it wants it: the same bytes everywhere.
const moment = new Date(1980, 0, 1);

/** Writes files as a zip: the same files in the same order are the same bytes. One file is in memory at a time. */
export const writeFeedZip = async (
  files: readonly FeedFile[],
  to: string,
  signal: AbortSignal,
): Promise<void> => {
  const zip = new ZipFile();
  const output = zip.outputStream;
  // The library says it here, and would go on waiting there.
  zip.on('error', (cause: Error) => output.emit('error', cause));
  for (const { path, isExecutable, content } of files) {
    const mode = isExecutable ? 0o100755 : 0o100644;
    const options = { mtime: moment, forceDosTimestamp: true, mode, compress: true };
    zip.addReadStreamLazy(path, options, (ready) => {
      content().then(
        (bytes) => ready(undefined, Readable.from(bytes.length > 0 ? [bytes] : [])),
        (cause) => ready(cause, Readable.from([])),
      );
    });
  }
  zip.end();
  await pipeline(output, createWriteStream(to, { flags: 'wx', flush: true }), { signal });
};
