/** Milliseconds between the beginnings of two runs of a source while events flow. */
const interval = 2_000;
/** The same when nothing changes until somebody changes something: no event makes it better. */
const rest = 15 * 60_000;

/** How often a source is read for what came in: the first event at once, a burst at most every two seconds. */
export class Pace {
  readonly #now: () => number;
  readonly #next = new Map<string, { readonly from: number; readonly at: number }>();

  constructor({ now }: { readonly now: () => number }) {
    this.#now = now;
  }

  /** A run of this source begins. */
  begins(slug: string): void {
    this.#wait(slug, interval);
  }

  /** A run of this source has failed, and the next would, too. */
  rests(slug: string): void {
    this.#wait(slug, rest);
  }

  /** When the next one may begin, milliseconds UTC. */
  nextRun(slug: string): number {
    const now = this.#now();
    const { from, at } = this.#next.get(slug) ?? { from: now, at: now };
    // A clock that was set back does not hold anybody up.
    return now < from ? now : Math.max(now, at);
  }

  #wait(slug: string, ms: number): void {
    const from = this.#now();
    this.#next.set(slug, { from, at: from + ms });
  }
}
