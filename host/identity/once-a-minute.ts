const minute = 60_000;

/** Says yes to each key at most once a minute, so that busy callers do not become busy writers. */
export class OnceAMinute {
  readonly #now: () => number;
  readonly #last = new Map<string, number>();

  constructor({ now }: { now: () => number }) {
    this.#now = now;
  }

  take(key: string): boolean {
    const now = this.#now();
    if (now - (this.#last.get(key) ?? Number.NEGATIVE_INFINITY) < minute) return false;
    if (this.#last.size >= 10_000) this.#forget(now);
    this.#last.set(key, now);
    return true;
  }

  #forget(now: number): void {
    for (const [key, at] of this.#last) if (now - at >= minute) this.#last.delete(key);
  }
}
