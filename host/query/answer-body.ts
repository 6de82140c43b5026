import { Readable } from 'node:stream';

/** An answer of up to this many bytes is waited for, so that an error is an error and not a cut answer. */
const readAhead = 256 * 1024;

/** A small answer as a whole, a large one as a stream with back-pressure that has begun. */
export const bodyOf = async (bytes: AsyncGenerator<Buffer>): Promise<Buffer | Readable> => {
  const head: Buffer[] = [];
  for (let size = 0; size <= readAhead; ) {
    const next = await bytes.next();
    if (next.done) return Buffer.concat(head);
    head.push(next.value);
    size += next.value.length;
  }
  const body = Readable.from(continued(head, bytes), { objectMode: false });
  // Also told through the end of the run; without a listener it would end the host.
  body.on('error', () => {});
  return body;
};

async function* continued(head: readonly Buffer[], bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield* head;
  yield* bytes;
}

/** Waits until a stream was sent, or never will be. */
export const sentBody = async (body: Buffer | Readable): Promise<void> => {
  if (!(body instanceof Readable) || body.closed) return;
  await new Promise((resolve) => body.once('close', resolve));
};
