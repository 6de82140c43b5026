import type { Column, PlannedTable, ReadMessage } from '@agnes/sdk/connector';
import { DriverUnfit } from '@agnes/sdk/errors';
import { appendFiles, type Choice, readyFile } from './append-files.ts';
import { choose } from './choose.ts';
import type { Entry } from './entry.ts';
import { noFiles, sourceTableMissing } from './errors.ts';
import { fetchFiles, type ReadyFile } from './fetch-files.ts';
import { formatOf, needsDuckDb } from './file-format.ts';
import { isUnchanged, type Ledger, ledgerOf, newLedger } from './ledger.ts';
import { placeOf } from './location.ts';
import { landed, type Run } from './run.ts';

/** Names the files of one table, unless they are those that were read last time. Reads none of them: the host does. */
export async function* readTable(table: PlannedTable, run: Run): AsyncGenerator<ReadMessage> {
  const { config, entries } = run;
  const { name, sourceTable, state } = table;
  if (sourceTable === undefined) throw sourceTableMissing({ table: name });
  const chosen = choose(entries, sourceTable, config);
  const ledger = ledgerOf(state, config);
  if (chosen.length === 0) return yield* emptyTable(table, run, { sourceTable, ledger });
  // First of all, so that a file that cannot be read fails the table before anything is fetched.
  const formats = new Map(chosen.map((entry) => [entry.name, formatOf(entry.name, config)]));
  if (!run.landing && chosen.some((entry) => needsDuckDb(entry.name, config))) {
    throw DriverUnfit({ table: name, reason: 'a workbook is read through DuckDB.' });
  }
  yield* config.mode === 'append'
    ? appendFiles(table, run, { chosen, formats, ledger })
    : replaceFiles(table, run, { chosen, formats, ledger });
}

async function* replaceFiles(table: PlannedTable, run: Run, choice: Choice): AsyncGenerator<ReadMessage> {
  const { chosen, formats, ledger } = choice;
  const { config } = run;
  const files =
    placeOf(config) === 'web' ? await fetchFiles(chosen, ledger, run) : localFiles(chosen, ledger);
  if (!files) return yield { type: 'unchanged', table: table.id };
  run.budget.spend(files.reduce((sum, { bytes }) => sum + bytes, 0));
  for (const file of files) {
    const { name } = file.mark;
    const format = formats.get(name);
    if (!format) continue;
    const { path, notices } = await landed(run, { ...file, name }, table);
    yield* notices;
    yield { type: 'file', table: table.id, path, format };
  }
  const marks = files.map(({ mark }) => mark);
  yield { type: 'state', table: table.id, state: newLedger(config, marks) };
}

const localFiles = (
  entries: readonly Entry[],
  ledger: Ledger | undefined,
): readonly ReadyFile[] | undefined => (isUnchanged(ledger, entries) ? undefined : entries.map(readyFile));

interface Emptied {
  readonly sourceTable: string;
  readonly ledger: Ledger | undefined;
}

async function* emptyTable(
  table: PlannedTable,
  run: Run,
  { sourceTable, ledger }: Emptied,
): AsyncGenerator<ReadMessage> {
  const { id, name } = table;
  const { config } = run;
  const columns: readonly Column[] = Object.entries(config.types ?? {}).map(([column, type]) => ({
    name: column,
    type,
  }));
  const fault = () => noFiles({ table: name, sourceTable, location: config.location });
  if (!config.allow_empty) throw fault();
  // The parts that are published have the columns, and it is said of each whether it stays.
  if (ledger && config.mode === 'append')
    return yield* appendFiles(table, run, { chosen: [], formats: new Map(), ledger });
  if (columns.length === 0) throw fault();
  yield { type: 'columns', table: id, columns };
  yield { type: 'state', table: id, state: newLedger(config, []) };
}
