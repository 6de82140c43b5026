import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '../new-id.ts';

const form = /^system\.(?:export|import)-.*\.tmp(?:\.wal)?$/;
/** Whoever writes one is done with it long before. */
const oldMs = 24 * 3_600_000;

/** Where an export grows, or what comes in through stdin, beside the database. */
export const draftPath = (folder: string, kind: 'export' | 'import'): string =>
  join(folder, `system.${kind}-${newId()}.tmp`);

/** Removes drafts that a killed program has left a day ago or earlier. A younger one may be at work. */
export const sweepOldDrafts = async (folder: string, now: number): Promise<void> => {
  for (const name of (await readdir(folder)).filter((candidate) => form.test(candidate))) {
    const path = join(folder, name);
    // It may be gone meanwhile: its own program removes it, too.
    const changedAt = (await stat(path).catch(() => undefined))?.mtimeMs ?? now;
    if (now - changedAt > oldMs) await rm(path, { force: true });
  }
};
