/** Lets a few in at a time, the others in the order in which they came. */
export class Lanes {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(atATime: number) {
    this.#free = atATime;
  }

  /** Resolves when it is one's turn, to what ends it; rejects when one has gone before. */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(signal);
    let hasLeft = false;
    return () => {
      if (!hasLeft) this.#leave();
      hasLeft = true;
    };
  }

  #wait(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const goes = (): void => {
      const index = this.#waiting.indexOf(comes);
      if (index >= 0) this.#waiting.splice(index, 1);
      reject(signal.reason);
    };
    const comes = (): void => {
      signal.removeEventListener('abort', goes);
      resolve();
    };
    signal.addEventListener('abort', goes, { once: true });
    this.#waiting.push(comes);
    return promise;
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
