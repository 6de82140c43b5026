import { pipeline, Readable, Transform } from 'node:stream';
import { scanTooLong } from './errors.ts';

/** An answer that cannot be cut in two: what has more bytes than this is not sent to its end, so that nobody takes it for a whole one. */
export const boundedBody = (body: Buffer | Readable, most: number): Buffer | Readable => {
  if (!(body instanceof Readable)) {
    if (body.length > most) throw scanTooLong({ limit_bytes: most });
    return body;
  }
  let bytes = 0;
  const bounded = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      if (bytes > most) done(scanTooLong({ limit_bytes: most }));
      else done(null, chunk);
    },
  });
  // Ends the one with the other, whichever way it ends; whoever sends it is told by its own error.
  return pipeline(body, bounded, () => undefined);
};
