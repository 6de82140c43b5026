import type { Timers } from '../../host/http/timers.ts';

interface Waiting {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Timers {
  #time = Date.UTC(2027, 0, 1);
  readonly #waiting = new Set<Waiting>();
  #changed = Promise.withResolvers<void>();

  readonly now = (): number => this.#time;

  /** Timers that would still go off. */
  get left(): number {
    return this.#waiting.size;
  }

  after(ms: number, callback: () => void): () => void {
    const waiting = { at: this.#time + ms, callback };
    this.#waiting.add(waiting);
    this.#tell();
    return () => {
      this.#waiting.delete(waiting);
      this.#tell();
    };
  }

  /** Resolves when this many timers are set. */
  async until(left: number): Promise<void> {
    while (this.left !== left) await this.#changed.promise;
  }

  /** Moves on, and lets what became due go off in its order. */
  advance(ms: number): void {
    const until = this.#time + ms;
    for (let next = this.#next(until); next; next = this.#next(until)) {
      this.#time = next.at;
      this.#waiting.delete(next);
      next.callback();
    }
    this.#time = until;
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  #next(until: number): Waiting | undefined {
    const due = [...this.#waiting].filter(({ at }) => at <= until);
    return due.sort((left, right) => left.at - right.at)[0];
  }
}
