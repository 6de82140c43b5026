import type { PlannedTable, ReadContext, ReadMessage } from '@agnes/sdk/connector';
import type { Entry } from './entry.ts';
import { tooManyBytes } from './errors.ts';
import type { Settings } from './settings.ts';
import { unpackedBytes } from './unpacked-bytes.ts';

/** What the tables of one run share. */
export interface Run extends Pick<ReadContext<Settings>, 'config' | 'http' | 'signal'> {
  /** Every file below the location. */
  readonly entries: readonly Entry[];
  /** Counts the bytes of all tables. */
  readonly budget: Budget;
  /** What copies files that the host cannot read itself; absent: such files are for another driver. */
  readonly landing?: Landing;
}

/** A file that lies where the host reads it, and what there is to say of it. */
export interface Landed {
  readonly path: string;
  readonly notices: readonly ReadMessage[];
}

/** Brings a file to where, and into the form in which, the host reads it. */
export interface Landing {
  land(
    file: { readonly name: string; readonly path: string; readonly bytes: number },
    table: PlannedTable,
  ): Promise<Landed>;
}

/** The file as it is, or what it becomes. Of a packed one, what it unpacks to counts as well. */
export const landed = async (
  { landing, budget, signal }: Pick<Run, 'landing' | 'budget' | 'signal'>,
  file: Parameters<Landing['land']>[0],
  table: PlannedTable,
): Promise<Landed> => {
  const found = landing ? await landing.land(file, table) : { path: file.path, notices: [] };
  const { path } = found;
  // A download has the name of its address; a copy says by its path what it is.
  const name = path === file.path ? file.name : path;
  const unpacked = await unpackedBytes({ path, name, most: file.bytes + budget.left }, signal);
  // Its own bytes are spent already.
  budget.spend(Math.max(0, (unpacked ?? 0) - file.bytes));
  return found;
};

const defaultMaxBytes = 10 * 1024 ** 3;

/** Bytes that a run may still read. */
export class Budget {
  readonly #limit: number;
  #bytes = 0;

  constructor({ max_bytes: limit = defaultMaxBytes }: Settings) {
    this.#limit = limit;
  }

  get left(): number {
    return Math.max(0, this.#limit - this.#bytes);
  }

  /** Throws when these are more than are left. */
  spend(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#limit) throw tooManyBytes({ bytes: this.#bytes, limit: this.#limit });
  }
}
