/** How many of the last calls the figures of time are of. */
const kept = 256;

/** How one plugin does in one hook, since it was set up. Counting takes no memory that grows. */
export class TapFigures {
  calls = 0;
  failures = 0;
  readonly #lastMs = new Float64Array(kept);
  #ended = 0;

  /** A call is over. */
  ended(ms: number): void {
    this.#lastMs[this.#ended % kept] = ms;
    this.#ended += 1;
  }

  /** Milliseconds within which 95 of 100 of the last calls were over; nothing before the first. */
  get p95Ms(): number | undefined {
    const known = this.#lastMs.subarray(0, Math.min(this.#ended, kept)).toSorted();
    return known[Math.ceil(known.length * 0.95) - 1];
  }
}
