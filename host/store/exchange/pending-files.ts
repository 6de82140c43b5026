import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crashPoint } from '../crash-point.ts';
import { syncFolder, writeDurably } from '../durable-file.ts';
import { lockFolder } from '../lock-file.ts';
import type { StateFile } from './export-file.ts';
import { exists, isMissing } from './replace-state.ts';

/** Files beside the database that go along with an export. The keys are not among them. */
export const filesOfState = ['instance.yaml', 'audit-anchors.log'] as const;

/** The database that is about to be that of a folder. While it lies there, the one before still counts. */
export const nextIn = (folder: string): string => join(folder, 'system.next.duckdb');

/** Files that belong to a database which is about to be put in place. */
interface Pending {
  readonly files: readonly StateFile[];
  readonly now: number;
}

const noteIn = (folder: string): string => join(folder, 'import.pending.json');

/** Notes which files go with the next database, before it takes its place: two renames are never one. */
export const noteFiles = async (folder: string, pending: Pending): Promise<void> => {
  await writeDurably(noteIn(folder), JSON.stringify(pending));
  crashPoint('files.noted');
};

/** Puts the noted files beside the database that they belong to, or forgets them with it. The folder is locked. */
export const settleFiles = async (folder: string): Promise<void> => {
  const pending = await pendingIn(folder);
  if (!pending) return;
  if (!(await exists(nextIn(folder)))) await putFiles(folder, pending);
  await rm(noteIn(folder), { force: true });
  await syncFolder(folder);
};

/** Ends what a killed import has begun. To be done before anybody reads the files. */
export const finishImport = async (folder: string): Promise<void> => {
  if (!(await exists(noteIn(folder)))) return;
  await using _lock = await lockFolder(folder);
  await settleFiles(folder);
};

const pendingIn = async (folder: string): Promise<Pending | undefined> => {
  const text = await readFile(noteIn(folder), 'utf8').catch(ignoreMissing);
  // Written by us, in one step.
  return text === undefined ? undefined : (JSON.parse(text) as Pending);
};

/** Names come from here and never from the file. What the export has none of is not left from the state before. */
const putFiles = async (folder: string, { files, now }: Pending): Promise<void> => {
  for (const name of filesOfState) {
    const file = files.find((one) => one.name === name);
    const path = join(folder, name);
    // Put there before a kill: it is not what was replaced.
    if (file && (await readFile(path, 'utf8').catch(ignoreMissing)) === file.text) continue;
    await rename(path, `${path}.replaced-${now}`).catch(ignoreMissing);
    crashPoint('files.moved');
    if (file) await writeDurably(path, file.text);
  }
  await syncFolder(folder);
  crashPoint('files.put');
};

const ignoreMissing = (cause: unknown): undefined => {
  if (!isMissing(cause)) throw cause;
};
