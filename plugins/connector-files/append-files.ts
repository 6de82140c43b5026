import type { FileFormat, PlannedTable, ReadMessage } from '@agnes/sdk/connector';
import type { Entry } from './entry.ts';
import { fetchFile, type ReadyFile } from './fetch-files.ts';
import { type Ledger, type Mark, markOf, newLedger } from './ledger.ts';
import { placeOf } from './location.ts';
import { landed, type Run } from './run.ts';
import type { Settings } from './settings.ts';

/** The files of a table, how they are read, and what was read before. */
export interface Choice {
  readonly chosen: readonly Entry[];
  readonly formats: ReadonlyMap<string, FileFormat>;
  readonly ledger: Ledger | undefined;
}

/** A file of a folder: it is read where it lies. */
export const readyFile = (entry: Entry): ReadyFile => ({
  path: entry.at,
  bytes: entry.size ?? 0,
  mark: markOf(entry),
});

/** One part for each file: what is new or other than before is read, what is gone goes, the rest stays as it is. */
export async function* appendFiles(
  table: PlannedTable,
  run: Run,
  { chosen, formats, ledger }: Choice,
): AsyncGenerator<ReadMessage> {
  const { id } = table;
  const before = new Map(ledger?.files.map((mark) => [mark.name, mark]));
  const marks: Mark[] = [];
  const said: ReadMessage[] = [];
  for (const entry of chosen) {
    const known = before.get(entry.name);
    const file = await changed(entry, known, run);
    marks.push(file?.mark ?? known ?? markOf(entry));
    before.delete(entry.name);
    const format = formats.get(entry.name);
    if (!file || !format) continue;
    run.budget.spend(file.bytes);
    const { path, notices } = await landed(run, { ...file, name: entry.name }, table);
    yield* notices;
    said.push({ type: 'file', table: id, path, format, part: entry.name });
  }
  const lost = lostFiles(id, before, run.config);
  marks.push(...lost.kept);
  said.push(...lost.gone);
  if (said.length === 0) return yield { type: 'unchanged', table: id };
  // Without a ledger nobody knows which parts are those of the files that are there.
  yield { type: 'mode', table: id, mode: ledger ? 'append' : 'replace' };
  yield* said;
  yield { type: 'state', table: id, state: newLedger(run.config, marks) };
}

const lostFiles = (table: string, lost: ReadonlyMap<string, Mark>, { on_file_removed }: Settings) =>
  on_file_removed === 'keep'
    ? { kept: [...lost.values()], gone: [] }
    : { kept: [], gone: [...lost.keys()].map((part) => ({ type: 'gone', table, part }) as const) };

/** The file, unless it is as it was. */
const changed = async (entry: Entry, known: Mark | undefined, run: Run): Promise<ReadyFile | undefined> => {
  if (placeOf(run.config) === 'web') return fetchFile(entry, known, run);
  const mark = markOf(entry);
  return known && JSON.stringify(known) === JSON.stringify(mark) ? undefined : readyFile(entry);
};
