import { busy } from '../errors.ts';

/** Lets a few run at a time and a few more wait; whoever comes on top of that is turned away as `busy`. */
export class Gate {
  readonly #parallel: number;
  readonly #queued: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor({ parallel, queued }: { parallel: number; queued: number }) {
    this.#parallel = parallel;
    this.#queued = queued;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.#parallel) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= this.#queued) throw busy({});
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  // The place is handed over, not freed: somebody new could otherwise slip in before the one who waits.
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}
