interface KeptTerms {
  readonly now: () => number;
  readonly mostMs: number;
  readonly most: number;
}

interface Entry<T> {
  readonly revision: number;
  readonly until: number;
  readonly value: Promise<T>;
}

/** What was computed lately, by key: good until what it came from is another revision, and never for long. */
export class Kept<T> {
  readonly #terms: KeptTerms;
  readonly #entries = new Map<string, Entry<T>>();

  constructor(terms: KeptTerms) {
    this.#terms = terms;
  }

  /** The value of a key. The revision was asked for before anything of `make` is read. */
  get(key: string, revision: number, make: () => Promise<T>): Promise<T> {
    const now = this.#terms.now();
    const found = this.#entries.get(key);
    const isGood = found !== undefined && found.revision === revision && found.until > now;
    const entry = isGood ? found : { revision, until: now + this.#terms.mostMs, value: make() };
    // What was asked for last is forgotten last.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    // What could not be read is not known.
    if (!isGood) entry.value.catch(() => this.#forget(key, entry));
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#terms.most && oldest !== undefined) this.#entries.delete(oldest);
    return entry.value;
  }

  #forget(key: string, entry: Entry<T>): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
  }
}
