/** What a memory is made with. */
export interface MemoryDeps {
  readonly lifeMs: number;
  /** Milliseconds UTC. */
  readonly now: () => number;
  /** What the answers follow from. When any of it is another thing than before, all of them are forgotten. */
  readonly basis: () => Promise<readonly unknown[]>;
}

/** So many answers are kept at most. */
const mostKept = 500;

/** Keeps answers for a while. What failed is not kept. */
export class Memory<T> {
  readonly #deps: MemoryDeps;
  readonly #kept = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
  #basis: readonly unknown[] = [];

  constructor(deps: MemoryDeps) {
    this.#deps = deps;
  }

  /** Whoever asks while somebody else does gets the same answer; what kept that one from it is no reason for this one. */
  async get(key: string, make: () => Promise<T>): Promise<T> {
    const { now, lifeMs, basis } = this.#deps;
    this.#forgetUnless(await basis());
    const known = this.#kept.get(key);
    if (known && now() - known.at < lifeMs) {
      const given = await known.answer.then(
        (value) => ({ value }),
        () => undefined,
      );
      if (given) return given.value;
    }
    if (this.#kept.size >= mostKept) this.#kept.clear();
    const answer = make();
    const entry = { at: now(), answer };
    this.#kept.set(key, entry);
    answer.catch(() => {
      if (this.#kept.get(key) === entry) this.#kept.delete(key);
    });
    return await answer;
  }

  /** The next one who asks has it made anew. */
  forget(key: string): void {
    this.#kept.delete(key);
  }

  #forgetUnless(basis: readonly unknown[]): void {
    const isSame =
      basis.length === this.#basis.length && basis.every((part, index) => part === this.#basis[index]);
    if (!isSame) this.#kept.clear();
    this.#basis = basis;
  }
}
