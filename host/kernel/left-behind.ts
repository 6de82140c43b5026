/** Above this many, those that are gone already are forgotten. */
const fewest = 256;

/** What one plugin started that would go on without it: ended with it, and counted as leaks. */
export class LeftBehind {
  #intervals: WeakRef<NodeJS.Timeout>[] = [];
  readonly #ends: (() => void)[] = [];
  #limit = fewest;
  #isOver = false;

  /** An interval is held weakly: one that was cleared is no leak. */
  interval(interval: NodeJS.Timeout): void {
    if (this.#isOver) clearInterval(interval);
    else this.#intervals.push(new WeakRef(interval));
    if (this.#intervals.length < this.#limit) return;
    this.#intervals = this.#intervals.filter((ref) => isRunning(ref.deref()));
    this.#limit = Math.max(fewest, 2 * this.#intervals.length);
  }

  /** Anything else, by how it is ended. */
  other(end: () => void): void {
    if (this.#isOver) end();
    else this.#ends.push(end);
  }

  /** Ends what is still there and says how much that was. */
  end(): number {
    this.#isOver = true;
    const left = this.#intervals.flatMap((ref) => {
      const interval = ref.deref();
      return isRunning(interval) ? [interval] : [];
    });
    for (const interval of left) clearInterval(interval);
    for (const end of this.#ends) end();
    return left.length + this.#ends.length;
  }
}

// Node marks a timer that is over; nothing else tells it apart.
const isRunning = (interval: NodeJS.Timeout | undefined): interval is NodeJS.Timeout =>
  interval !== undefined && Reflect.get(interval, '_destroyed') !== true;
