import type { ReadContext } from '@agnes/sdk/connector';
import type { Entry } from './entry.ts';
import { tooManyBytes } from './errors.ts';
import type { Settings } from './settings.ts';

/** What the tables of one run share. */
export interface Run extends Pick<ReadContext<Settings>, 'config' | 'http' | 'signal'> {
  /** Every file below the location. */
  readonly entries: readonly Entry[];
  /** Counts the bytes of all tables. */
  readonly budget: Budget;
}

const defaultMaxBytes = 10 * 1024 ** 3;

/** Bytes that a run may still read. */
export class Budget {
  readonly #limit: number;
  #bytes = 0;

  constructor({ max_bytes: limit = defaultMaxBytes }: Settings) {
    this.#limit = limit;
  }

  /** Throws when these are more than are left. */
  spend(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#limit) throw tooManyBytes({ bytes: this.#bytes, limit: this.#limit });
  }
}
