import { gitCrowded, gitQueueFull } from './errors.ts';

/** How many are let in, and how many may wait. */
interface LaneTerms {
  readonly atATime: number;
  /** Places that one client has at most: the others stay free for everybody else. */
  readonly each: number;
  /** Requests of one client that may wait, and of all. */
  readonly waitingEach: number;
  readonly waiting: number;
}

interface Waiting {
  readonly who: string;
  readonly comes: () => void;
}

/** Lets a few in at a time: of those who wait first whoever has the fewest places, then whoever came first. */
export class Lanes {
  readonly #terms: LaneTerms;
  readonly #held = new Map<string, number>();
  #waiting: readonly Waiting[] = [];
  #free: number;

  constructor(terms: LaneTerms) {
    this.#terms = terms;
    this.#free = terms.atATime;
  }

  /** Resolves when it is one's turn, to what ends it; rejects when one has gone before, or too many wait. */
  async take(who: string, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#mayEnter(who)) this.#enter(who);
    else await this.#wait(who, signal);
    let hasLeft = false;
    return () => {
      if (!hasLeft) this.#leave(who);
      hasLeft = true;
    };
  }

  #wait(who: string, signal: AbortSignal): Promise<void> {
    const { waiting, waitingEach } = this.#terms;
    const own = this.#waiting.filter((one) => one.who === who).length;
    if (own >= waitingEach) throw gitCrowded({ retry_after_seconds: 10 });
    if (this.#waiting.length >= waiting) throw gitQueueFull({ retry_after_seconds: 30 });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const one = { who, comes: resolve };
    const goes = (): void => {
      this.#waiting = this.#waiting.filter((other) => other !== one);
      reject(signal.reason);
    };
    signal.addEventListener('abort', goes, { once: true });
    this.#waiting = [...this.#waiting, one];
    return promise.finally(() => signal.removeEventListener('abort', goes));
  }

  #leave(who: string): void {
    const left = this.#heldBy(who) - 1;
    if (left > 0) this.#held.set(who, left);
    else this.#held.delete(who);
    this.#free += 1;
    const next = this.#next();
    if (!next) return;
    this.#waiting = this.#waiting.filter((other) => other !== next);
    this.#enter(next.who);
    next.comes();
  }

  #next(): Waiting | undefined {
    return this.#waiting
      .filter(({ who }) => this.#mayEnter(who))
      .toSorted((a, b) => this.#heldBy(a.who) - this.#heldBy(b.who))[0];
  }

  #enter(who: string): void {
    this.#free -= 1;
    this.#held.set(who, this.#heldBy(who) + 1);
  }

  #mayEnter(who: string): boolean {
    return this.#free > 0 && this.#heldBy(who) < this.#terms.each;
  }

  #heldBy(who: string): number {
    return this.#held.get(who) ?? 0;
  }
}
