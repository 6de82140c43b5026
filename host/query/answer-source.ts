import type { Socket } from 'node:net';
import { readFifo } from '../store/fifo.ts';
import { queriesUnavailable } from './errors.ts';

/** Where the bytes of one answer come from: out of a message of the worker, or out of its FIFO. */
export class AnswerSource {
  readonly #path: string;
  readonly #source = Promise.withResolvers<Socket | readonly [Buffer]>();
  #opening: Promise<Socket> | undefined;
  #pipe: Socket | undefined;
  #over: Error | undefined;
  #whole: Buffer | undefined;

  /** `path` is that of the FIFO. */
  constructor(path: string) {
    this.#path = path;
    // Whoever reads gets the rejection; nobody may be reading.
    this.#source.promise.catch(() => {});
  }

  /** Opens the reading end, once. The worker begins to write only when it is told so afterwards. */
  async open(): Promise<void> {
    // A worker that is not itself any more could else have one after the other opened, and none of them closed.
    if (this.#opening ?? this.#whole) throw queriesUnavailable({ reason: 'a worker has answered twice' });
    this.#opening = readFifo(this.#path);
    const pipe = await this.#opening;
    // Also told through the end of the run; without a listener it would end the host.
    pipe.on('error', () => {});
    this.#pipe = pipe;
    if (this.#over) pipe.destroy(this.#over);
    this.#source.resolve(pipe);
  }

  /** The whole answer came in a message. */
  take(text: string): void {
    this.#whole = Buffer.from(text);
    this.#source.resolve([this.#whole]);
  }

  /** Nobody wants the rest: a worker that waits for a reader ignores interrupts, without a reader it fails at once. */
  destroy(error: Error): void {
    this.#over ??= error;
    this.#pipe?.destroy(error);
    this.#source.reject(error);
  }

  /** The bytes; they end well only if `end` does. */
  async *bytes(end: Promise<unknown>): AsyncGenerator<Buffer> {
    yield* await this.#source.promise;
    await end;
  }

  /** How many bytes have come so far. */
  get bytesRead(): number {
    return this.#pipe?.bytesRead ?? this.#whole?.length ?? 0;
  }

  /** Resolves when no reading end is open any more: two would share the bytes. To be asked after the end of the run. */
  async closed(): Promise<void> {
    const pipe = await this.#opening?.catch(() => undefined);
    if (pipe && !pipe.closed) await new Promise((resolve) => pipe.once('close', resolve));
  }
}
