import type { Column, PlannedTable, ReadContext, ReadMessage } from '@agnes/sdk/connector';
import { choose } from './choose.ts';
import type { Entry } from './entry.ts';
import { noFiles, sourceTableMissing, tooManyBytes } from './errors.ts';
import { fetchFiles } from './fetch-files.ts';
import { formatOf } from './file-format.ts';
import { isUnchanged, ledgerOf, type Mark, markOf, newLedger } from './ledger.ts';
import { placeOf } from './location.ts';
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

/** Names the files of one table, unless they are those that were read last time. Reads none of them: the host does. */
export async function* readTable(table: PlannedTable, run: Run): AsyncGenerator<ReadMessage> {
  const { config, entries } = run;
  const { id, name, sourceTable, state } = table;
  if (sourceTable === undefined) throw sourceTableMissing({ table: name });
  const chosen = choose(entries, sourceTable, config);
  if (chosen.length === 0) return yield* emptyTable(table, sourceTable, config);
  // First of all, so that a file that cannot be read fails the table before anything is fetched.
  const formats = chosen.map((entry) => formatOf(entry.name, config));
  const ledger = ledgerOf(state, config);
  const files =
    placeOf(config) === 'web' ? await fetchFiles(chosen, ledger, run) : localFiles(chosen, ledger);
  if (!files) return yield { type: 'unchanged', table: id };
  run.budget.spend(files.reduce((sum, { bytes }) => sum + bytes, 0));
  for (const [index, { path }] of files.entries()) {
    const format = formats[index];
    if (format) yield { type: 'file', table: id, path, format };
  }
  yield {
    type: 'state',
    table: id,
    state: newLedger(
      config,
      files.map(({ mark }) => mark),
    ),
  };
}

type LocalFile = { readonly path: string; readonly bytes: number; readonly mark: Mark };

const localFiles = (
  entries: readonly Entry[],
  ledger: Parameters<typeof isUnchanged>[0],
): readonly LocalFile[] | undefined =>
  isUnchanged(ledger, entries)
    ? undefined
    : entries.map((entry) => ({ path: entry.at, bytes: entry.size ?? 0, mark: markOf(entry) }));

async function* emptyTable(
  { id, name }: PlannedTable,
  sourceTable: string,
  config: Settings,
): AsyncGenerator<ReadMessage> {
  const columns: readonly Column[] = Object.entries(config.types ?? {}).map(([column, type]) => ({
    name: column,
    type,
  }));
  if (!config.allow_empty || columns.length === 0) {
    throw noFiles({ table: name, sourceTable, location: config.location });
  }
  yield { type: 'columns', table: id, columns };
  yield { type: 'state', table: id, state: newLedger(config, []) };
}
