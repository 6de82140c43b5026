import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { lockFolder } from '../lock-file.ts';
import { appliedIn } from '../migrate/applied-in.ts';
import { pendingSteps } from '../migrate/pending-steps.ts';
import { migrations } from '../migrations.ts';
import { sweepOldDrafts } from './drafts.ts';
import { copyExport, type Imported } from './import-file.ts';
import { nextIn, noteFiles, settleFiles } from './pending-files.ts';
import { replaceState } from './replace-state.ts';
import { copyRestorePoint, type RestorePoint } from './restore-points.ts';

/** What came in, and where the state that was there is kept; absent where there was none. */
interface Replaced {
  readonly kept: string | undefined;
}

/** Takes an export for the state of a host that is stopped. Nothing is changed before all of it was checked. */
export const importState = (folder: string, source: string, now: number): Promise<Imported & Replaced> =>
  replacing({ folder, now }, async (next) => {
    const imported = await copyExport(source, next);
    await pendingSteps(next, await appliedIn(next), migrations);
    await noteFiles(folder, { files: imported.files, now });
    return { ...imported, kept: await replaceState({ folder, next, now }) };
  });

/** Goes back to a state that was kept. Answers its version. */
export const restoreState = (
  folder: string,
  point: RestorePoint,
  now: number,
): Promise<Replaced & { readonly version: number }> =>
  replacing({ folder, now }, async (next) => {
    const version = await copyRestorePoint(folder, point, { to: next, migrations });
    return { version, kept: await replaceState({ folder, next, now }) };
  });

interface Place {
  readonly folder: string;
  readonly now: number;
}

const replacing = async <T>({ folder, now }: Place, replace: (next: string) => Promise<T>): Promise<T> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await using _lock = await lockFolder(folder);
  await sweep(folder);
  await sweepOldDrafts(folder, now);
  try {
    return await replace(nextIn(folder));
  } finally {
    await sweep(folder);
  }
};

/** What a killed import or migration has left: the next start would do the same. */
const sweep = async (folder: string): Promise<void> => {
  // Whether the next database is still there tells where the noted files belong.
  await settleFiles(folder);
  const names = await readdir(folder);
  for (const name of names.filter((candidate) => candidate.startsWith('system.next.duckdb'))) {
    await rm(join(folder, name), { force: true });
  }
};
