import { MessageChannel, Worker } from 'node:worker_threads';
import { type HashAnswer, type HashWish, hashFiles } from './hash-files.ts';

/** From so many bytes on threads are worth their start. */
const threadsFrom = 32 * 1024 * 1024;
/** One alone is slower than a fast network. */
const threads = 2;
/** Told of every few bytes a thread would wake more often than it hashes. */
const stepBytes = 4 * 1024 * 1024;

/** A file whose digest is made while it arrives. */
export interface Followed {
  /** So many of its bytes are there without a gap. */
  advance(front: number): void;
  /** The digest of these, in hex. */
  digest(): Promise<string>;
  /** Forgets it, when nobody wants its digest. */
  drop(): void;
}

/** Hashes what arrives: much of it in threads of its own, beside which receiving and writing go on. */
export class Hashing implements AsyncDisposable {
  readonly #lanes: readonly Lane[];
  readonly #asked = new Map<number, PromiseWithResolvers<string>>();
  #last = 0;
  #failure: unknown;

  /** For so many bytes in all. */
  constructor(bytes: number) {
    const count = bytes >= threadsFrom ? threads : 0;
    this.#lanes = count === 0 ? [this.#here()] : Array.from({ length: count }, () => this.#thread());
  }

  /** Opens a file to hash it from its beginning. */
  follow(path: string): Followed {
    this.#last += 1;
    const id = this.#last;
    const lane = this.#lanes.reduce((least, one) => (one.files < least.files ? one : least));
    const tell = (wish: Omit<HashWish, 'id'>): void => lane.tell({ id, ...wish });
    let [here, told] = [0, 0];
    lane.files += 1;
    tell({ path });
    return {
      advance: (front) => {
        here = front;
        if (front - told < stepBytes) return;
        told = front;
        tell({ front });
      },
      digest: () => {
        const asked = Promise.withResolvers<string>();
        this.#asked.set(id, asked);
        tell({ front: here, end: 'digest' });
        if (this.#failure !== undefined) this.#fail(this.#failure);
        return asked.promise;
      },
      drop: () => {
        lane.files -= 1;
        tell({ end: 'nothing' });
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { end } of this.#lanes) await end();
  }

  #thread(): Lane {
    const worker = new Worker(threadText, { eval: true });
    worker.on('message', (answer: HashAnswer) => this.#answered(answer));
    worker.on('error', (error: unknown) => this.#fail(error));
    worker.on('exit', () => this.#fail(new Error('the thread that hashes has ended')));
    return { files: 0, tell: (wish) => worker.postMessage(wish), end: () => worker.terminate() };
  }

  #here(): Lane {
    const { port1, port2 } = new MessageChannel();
    void hashFiles(port2);
    port1.on('message', (answer: HashAnswer) => this.#answered(answer));
    return { files: 0, tell: (wish) => port1.postMessage(wish), end: () => port1.close() };
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

/** Where files are hashed, each from its begin to its end. */
interface Lane {
  /** How many are open there. */
  files: number;
  readonly tell: (wish: HashWish) => void;
  readonly end: () => unknown;
}

const threadText = `(${String(hashFiles)})(require('node:worker_threads').parentPort)`;
