import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash, type GenerationLock, parseLock } from '../../kernel/generation-lock.ts';
import { lockName, lockNumbers, readGeneration } from '../../kernel/read-generation.ts';
import { reasonOf } from '../../kernel/reason.ts';
import { type Check, failure, fine, warning } from './doctor-check.ts';
import type { GenerationRow } from './generation-rows-repository.ts';

/** A lock file as it lies there. */
interface LockFile {
  readonly generation: number;
  readonly sha256: string;
  /** Absent: it cannot be used, for this reason. */
  readonly lock?: GenerationLock;
  readonly reason?: string;
}

/** What is compared with what. */
export interface Comparing {
  /** Folder of the files that say which plugins there are. */
  readonly folder: string;
  readonly rows: readonly GenerationRow[];
  readonly now: number;
}

const restore =
  'Restore data/plugins/generations from a backup, or go back with agnes admin plugin rollback.';

/** What the files say, whether the table agrees, and whether the current generation was watched to the end. */
export const generationChecks = async (comparing: Comparing): Promise<readonly Check[]> => {
  const { folder, rows, now } = comparing;
  const { lock, fault } = await readGeneration(folder);
  const files = await lockFiles(folder);
  return [
    fault === undefined ? currentCheck(lock) : failure('current', fault, restore),
    ...filesCheck(files),
    ...tableChecks(files, { current: lock?.generation ?? 0, rows }),
    ...watchCheck(rows, now),
    clockCheck(files, now),
  ];
};

const currentCheck = (lock: GenerationLock | undefined): Check =>
  fine(
    'current',
    lock ? `Generation ${lock.generation} is current, its file is as it was written.` : nothingYet,
  );

const nothingYet = 'No plugin was ever installed: what ships with the host runs.';

const filesCheck = (files: readonly LockFile[]): readonly Check[] => {
  const broken = files.filter(({ lock }) => !lock);
  if (broken.length === 0) return [fine('generations', readable(files.length))];
  return broken.map(({ generation, reason }) =>
    warning('generations', `Generation ${generation} cannot be gone back to: ${reason}`, restore),
  );
};

const readable = (count: number): string =>
  count === 1 ? '1 generation can be read.' : `${count} generations can be read.`;

interface Told {
  readonly current: number;
  readonly rows: readonly GenerationRow[];
}

const tableChecks = (files: readonly LockFile[], { current, rows }: Told): readonly Check[] => {
  const known = new Map(rows.map((row) => [row.generation, row]));
  const found: Check[] = [];
  for (const { generation, sha256, lock } of files) {
    const row = known.get(generation);
    if (row && row.sha256 !== sha256)
      found.push(
        failure('table', `The file of generation ${generation} is another than was written.`, restore),
      );
    // What ships with the host is written down once, before the first change, and never ran by itself.
    else if (!row && lock?.parent !== null)
      found.push(warning('orphans', `Generation ${generation} has a file and no history.`, forget));
  }
  const active = rows.find(({ status }) => status === 'active');
  if (active && active.generation !== current)
    found.push(
      warning(
        'table',
        `The history has ${active.generation} as active; ${current} runs.`,
        'Files decide; the next change puts the history right.',
      ),
    );
  return found.length > 0 ? found : [fine('table', 'The history agrees with the files.')];
};

const forget =
  'A host that ended in the middle of a change leaves one; nothing runs it, the next change may be made.';

/** A host that ends while it watches keeps what it has not seen through. */
const watchCheck = (rows: readonly GenerationRow[], now: number): readonly Check[] => {
  const started = rows.find(({ activatedAt }) => activatedAt !== undefined);
  if (started?.status !== 'active' || started.committedAt !== undefined) return [];
  const seconds = Math.round((now - (started.activatedAt ?? now)) / 1000);
  if (seconds < staleSeconds) return [];
  const message = `Generation ${started.generation} was not watched to the end: the host ended in the meantime.`;
  return [
    warning('watch', message, 'Look whether its plugins do their work; else agnes admin plugin rollback.'),
  ];
};

/** Longer than any new generation is watched. */
const staleSeconds = 60;

const clockCheck = (files: readonly LockFile[], now: number): Check => {
  const newest = Math.max(0, ...files.map(({ lock }) => Date.parse(lock?.createdAt ?? '') || 0));
  if (newest <= now + 60_000) return fine('clock', 'No generation comes from the future.');
  const ahead = Math.round((newest - now) / 1000);
  return warning(
    'clock',
    `A generation was made ${ahead} seconds from now: the clock has gone back.`,
    'Have the host keep time with NTP.',
  );
};

const lockFiles = async (folder: string): Promise<readonly LockFile[]> => {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return Promise.all(lockNumbers(names).map((generation) => lockFile(folder, generation)));
};

const lockFile = async (folder: string, generation: number): Promise<LockFile> => {
  const text = await readFile(join(folder, lockName(generation)), 'utf8');
  const sha256 = contentHash(text);
  try {
    return { generation, sha256, lock: parseLock(text, generation) };
  } catch (cause) {
    return { generation, sha256, reason: reasonOf(cause) };
  }
};
