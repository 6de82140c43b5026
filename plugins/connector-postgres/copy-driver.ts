import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { to } from 'pg-copy-streams';
import type { Session } from './session.ts';
import type { Sink } from './sink.ts';

/** Reads a SELECT without parameters by COPY, as the server writes it. Answers how many rows there were. */
export const copyRows = async (session: Session, select: string, sink: Sink): Promise<number> => {
  const into = new Draining(sink, () => session.interrupt());
  const copy = session.client.query(to(`COPY (${select}) TO STDOUT (FORMAT csv)`));
  try {
    await pipeline(copy, into);
  } catch (cause) {
    await into.interrupted;
    throw into.failure ?? session.told(cause);
  }
  if (into.failure !== undefined) throw into.failure;
  // The number comes behind the rows; what is asked next is answered after it.
  await session.ask('SELECT 1');
  return copy.rowCount;
};

/** Fewer, larger writes. */
const heldBytes = 256 * 1024;

/**
 * Writes into a sink. Once that fails, what still comes is thrown away until the server has noticed that it was
 * interrupted: a connection that is left in the middle of a COPY is of no use for the next table.
 */
class Draining extends Writable {
  failure: unknown;
  interrupted: Promise<void> | undefined;
  readonly #sink: Sink;
  readonly #interrupt: () => Promise<void>;

  constructor(sink: Sink, interrupt: () => Promise<void>) {
    super({ highWaterMark: heldBytes });
    this.#sink = sink;
    this.#interrupt = interrupt;
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    void this.#take(chunk).then(done);
  }

  override _writev(chunks: readonly { readonly chunk: Uint8Array }[], done: () => void): void {
    void this.#take(Buffer.concat(chunks.map(({ chunk }) => chunk))).then(done);
  }

  async #take(chunk: Uint8Array): Promise<void> {
    if (this.failure !== undefined) return;
    try {
      await this.#sink.write(chunk);
    } catch (cause) {
      this.failure = cause;
      this.interrupted = this.#interrupt();
    }
  }
}
