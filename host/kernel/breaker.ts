/** `half_open`: one call is let through to see whether the plugin has recovered. `tripped`: a human must act. */
export type BreakerPhase = 'closed' | 'open' | 'half_open' | 'tripped';

const windowMs = 10 * 60_000;
const failuresInWindow = 3;
const failuresInRow = 8;
const firstPauseMs = 1000;
const longestPauseMs = 15 * 60_000;

/** Keeps a failing plugin from being called: 3 failures in 10 minutes pause it, 8 in a row stop it. */
export class Breaker {
  readonly #now: () => number;
  #recent: readonly number[] = [];
  #inRow = 0;
  #pauses = 0;
  #pausedUntil = 0;
  #phase: BreakerPhase = 'closed';

  constructor(now: () => number) {
    this.#now = now;
  }

  get phase(): BreakerPhase {
    return this.#phase;
  }

  /** Milliseconds UTC; meaningful while open. */
  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /** False: do not call. The first admission after a pause is the probe; whoever was admitted reports back. */
  admits(): boolean {
    if (this.#phase === 'closed') return true;
    if (this.#phase !== 'open' || this.#isPaused()) return false;
    this.#phase = 'half_open';
    return true;
  }

  succeeded(): void {
    this.#inRow = 0;
    if (this.#phase !== 'half_open') return;
    this.#phase = 'closed';
    this.#recent = [];
    this.#pauses = 0;
  }

  failed(): void {
    const now = this.#now();
    this.#inRow += 1;
    this.#recent = [...this.#recent.filter((at) => at > now - windowMs), now];
    if (this.#inRow >= failuresInRow) this.#phase = 'tripped';
    else if (this.#phase === 'half_open' || this.#isFailingOften()) this.#pause(now);
  }

  /** A clock that was set back makes no pause longer than the longest. */
  #isPaused(): boolean {
    const left = this.#pausedUntil - this.#now();
    return left > 0 && left <= longestPauseMs;
  }

  #isFailingOften(): boolean {
    return this.#phase === 'closed' && this.#recent.length >= failuresInWindow;
  }

  #pause(now: number): void {
    this.#phase = 'open';
    this.#pausedUntil = now + Math.min(firstPauseMs * 2 ** this.#pauses, longestPauseMs);
    this.#pauses += 1;
  }
}
