import type { Published } from './table-state.ts';

/** A set of tables that belong together. Its file is opened READ_ONLY, and never by the host. */
export interface Generation {
  /** 0 before the first publication. */
  readonly number: number;
  /** File with one view per table; absent before the first publication. */
  readonly path?: string;
  readonly tables: ReadonlyMap<string, Published>;
}

/** The promise that a generation's files stay until it is disposed of. */
export interface Lease extends Disposable {
  readonly generation: Generation;
}

/** The generations whose files must not be deleted: the one readers get, the one before, and those still in use. */
export class Generations {
  #current: Generation = { number: 0, tables: new Map() };
  #before: Generation | undefined;
  readonly #leased = new Map<number, { readonly generation: Generation; readers: number }>();

  get current(): Generation {
    return this.#current;
  }

  /** What new readers get from now on. The same number again only tells new facts about the same files. */
  replace(next: Generation): void {
    if (next.number !== this.#current.number) this.#before = this.#current;
    this.#current = next;
  }

  lease(): Lease {
    const generation = this.#current;
    const held = this.#leased.get(generation.number) ?? { generation, readers: 0 };
    held.readers += 1;
    this.#leased.set(generation.number, held);
    return { generation, [Symbol.dispose]: once(() => this.#release(generation.number)) };
  }

  inUse(): readonly Generation[] {
    const leased = [...this.#leased.values()].map(({ generation }) => generation);
    return [this.#current, ...(this.#before ? [this.#before] : []), ...leased];
  }

  #release(number: number): void {
    const held = this.#leased.get(number);
    if (!held) return;
    held.readers -= 1;
    if (held.readers === 0) this.#leased.delete(number);
  }
}

const once = (release: () => void): (() => void) => {
  let isReleased = false;
  return () => {
    if (!isReleased) release();
    isReleased = true;
  };
};
