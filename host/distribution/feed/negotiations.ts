const openMs = 60_000;
const most = 10_000;

/**
 * Tells a clone from the end of a fetch. A client that has commits which nobody knows here names them, is told so, and
 * then asks again without naming any, as one that has none does at once.
 */
export class Negotiations {
  readonly #now: () => number;
  /** When a principal has named commits last, and not ended what that began. */
  readonly #named = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether this request comes from a client that has nothing yet. */
  isClone(principal: string, request: Buffer): boolean {
    const hasNamed = this.#now() - (this.#named.get(principal) ?? Number.NEGATIVE_INFINITY) < openMs;
    this.#named.delete(principal);
    if (!request.includes('have ')) return !hasNamed;
    if (this.#named.size >= most) this.#named.clear();
    if (!request.includes('0009done')) this.#named.set(principal, this.#now());
    return false;
  }
}
