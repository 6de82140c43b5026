import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeDurably } from '../durable-file.ts';
import { lockFolder } from '../lock-file.ts';
import { appliedIn } from '../migrate/applied-in.ts';
import { pendingSteps } from '../migrate/pending-steps.ts';
import { migrations } from '../migrations.ts';
import type { StateFile } from './export-file.ts';
import { copyExport, type Imported } from './import-file.ts';
import { isMissing, replaceState } from './replace-state.ts';
import { copyRestorePoint, type RestorePoint } from './restore-points.ts';

/** Files beside the database that go along with an export. The keys are not among them. */
export const filesOfState = ['instance.yaml', 'audit-anchors.log'] as const;

/** What came in, and where the state that was there is kept; absent where there was none. */
interface Replaced {
  readonly kept: string | undefined;
}

/** Takes an export for the state of a host that is stopped. Nothing is changed before all of it was checked. */
export const importState = (folder: string, source: string, now: number): Promise<Imported & Replaced> =>
  replacing(folder, async (next) => {
    const imported = await copyExport(source, next);
    await pendingSteps(next, await appliedIn(next), migrations);
    const kept = await replaceState({ folder, next, now });
    await putFiles(folder, imported.files, now);
    return { ...imported, kept };
  });

/** Goes back to a state that was kept. Answers its version. */
export const restoreState = (
  folder: string,
  point: RestorePoint,
  now: number,
): Promise<Replaced & { readonly version: number }> =>
  replacing(folder, async (next) => {
    const version = await copyRestorePoint(folder, point, { to: next, migrations });
    return { version, kept: await replaceState({ folder, next, now }) };
  });

const replacing = async <T>(folder: string, replace: (next: string) => Promise<T>): Promise<T> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await using _lock = await lockFolder(folder);
  await sweep(folder);
  try {
    return await replace(join(folder, 'system.next.duckdb'));
  } finally {
    await sweep(folder);
  }
};

/** What a killed import or migration has left: the next start would do the same. */
const sweep = async (folder: string): Promise<void> => {
  const names = await readdir(folder);
  for (const name of names.filter((candidate) => candidate.startsWith('system.next.duckdb'))) {
    await rm(join(folder, name), { force: true });
  }
};

/** Names come from here and never from the file. What the export has none of is not left from the state before. */
const putFiles = async (folder: string, files: readonly StateFile[], now: number): Promise<void> => {
  for (const name of filesOfState) {
    const file = files.find((one) => one.name === name);
    const path = join(folder, name);
    await rename(path, `${path}.replaced-${now}`).catch(ignoreMissing);
    if (file) await writeDurably(path, file.text);
  }
  await syncFolder(folder);
};

const ignoreMissing = (cause: unknown): void => {
  if (!isMissing(cause)) throw cause;
};
