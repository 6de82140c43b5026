import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type HashAnswer, type HashWish, hashFiles } from './hash-files.ts';

/** From so many bytes on a thread is worth its start. */
const threadFrom = 32 * 1024 * 1024;

/** A file whose digest is made while it arrives. */
export interface Followed {
  /** So many of its bytes are there without a gap. */
  advance(front: number): void;
  /** The digest of these, in hex. */
  digest(): Promise<string>;
  /** Forgets it, when nobody wants its digest. */
  drop(): void;
}

/** Hashes what arrives: much of it in a thread of its own, beside which receiving and writing go on. */
export class Hashing implements AsyncDisposable {
  readonly #tell: (wish: HashWish) => void;
  readonly #end: () => unknown;
  readonly #asked = new Map<number, PromiseWithResolvers<string>>();
  #last = 0;
  #failure: unknown;

  /** For so many bytes in all. */
  constructor(bytes: number) {
    const listen = (port: MessagePort | Worker) =>
      port.on('message', (answer: HashAnswer) => this.#answered(answer));
    if (bytes >= threadFrom) {
      const worker = new Worker(threadText, { eval: true });
      worker.on('error', (error: unknown) => this.#fail(error));
      worker.on('exit', () => this.#fail(new Error('the thread that hashes has ended')));
      listen(worker);
      [this.#tell, this.#end] = [(wish) => worker.postMessage(wish), () => worker.terminate()];
    } else {
      const { port1, port2 } = new MessageChannel();
      void hashFiles(port2);
      listen(port1);
      [this.#tell, this.#end] = [(wish) => port1.postMessage(wish), () => port1.close()];
    }
  }

  /** Opens a file to hash it from its beginning. */
  follow(path: string): Followed {
    this.#last += 1;
    const id = this.#last;
    const tell = (wish: Omit<HashWish, 'id'>): void => this.#tell({ id, ...wish });
    tell({ path });
    return {
      advance: (front) => tell({ front }),
      digest: () => {
        const asked = Promise.withResolvers<string>();
        this.#asked.set(id, asked);
        tell({ end: 'digest' });
        if (this.#failure !== undefined) this.#fail(this.#failure);
        return asked.promise;
      },
      drop: () => tell({ end: 'nothing' }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }

  #answered(answer: HashAnswer): void {
    const asked = this.#asked.get(answer.id);
    this.#asked.delete(answer.id);
    if ('digest' in answer) asked?.resolve(answer.digest);
    else asked?.reject(new Error(answer.error));
  }

  #fail(error: unknown): void {
    this.#failure = error;
    for (const { reject } of this.#asked.values()) reject(error);
    this.#asked.clear();
  }
}

const threadText = `(${String(hashFiles)})(require('node:worker_threads').parentPort)`;
