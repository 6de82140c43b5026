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
  /** By what was leased and not by its number: the same number may have told other facts later. */
  readonly #readers = new Map<Generation, number>();
  readonly #onFreed: () => void;

  /** `onFreed` is called when the last reader of an old generation is gone. */
  constructor(onFreed: () => void = () => {}) {
    this.#onFreed = onFreed;
  }

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
    this.#readers.set(generation, (this.#readers.get(generation) ?? 0) + 1);
    return { generation, [Symbol.dispose]: once(() => this.#release(generation)) };
  }

  inUse(): readonly Generation[] {
    return [this.#current, ...(this.#before ? [this.#before] : []), ...this.#readers.keys()];
  }

  #release(generation: Generation): void {
    const readers = (this.#readers.get(generation) ?? 1) - 1;
    if (readers > 0) {
      this.#readers.set(generation, readers);
      return;
    }
    this.#readers.delete(generation);
    if (generation !== this.#current && generation !== this.#before) this.#onFreed();
  }
}

const once = (release: () => void): (() => void) => {
  let isReleased = false;
  return () => {
    if (!isReleased) release();
    isReleased = true;
  };
};

/** The same tables, whatever the file of the generation says. */
export const withoutFile = ({ number, tables }: Generation): Generation => ({ number, tables });

/** True for a generation whose file has to be made anew. */
export const lacksFile = ({ number, path }: Generation): boolean => number > 0 && path === undefined;
