import { tooManyRequests } from './errors.ts';

/** Counts calls per key in fixed windows of a minute; `check` throws above the limit. */
export class RateLimit {
  readonly #now: () => number;
  readonly #windows = new Map<string, { start: number; calls: number }>();

  constructor({ now }: { now: () => number }) {
    this.#now = now;
  }

  check(key: string, limit: number): void {
    const start = Math.floor(this.#now() / 60_000);
    if (this.#windows.size > 10_000) this.#forget(start);
    const window = this.#windows.get(key);
    const calls = window?.start === start ? window.calls + 1 : 1;
    this.#windows.set(key, { start, calls });
    if (calls > limit) throw tooManyRequests({ limit });
  }

  #forget(start: number): void {
    for (const [key, window] of this.#windows) if (window.start < start) this.#windows.delete(key);
  }
}
