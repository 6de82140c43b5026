import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gitIn } from './git-door.ts';
import type { GitSurroundings } from './git-environment.ts';

/** Repositories that this process has opened: what lies in them of a git that was killed is not of ours. */
const opened = new Set<string>();

/** Makes an empty bare repository in a folder that was not there before. */
export const newBare = async (repository: string, surroundings: GitSurroundings): Promise<void> => {
  await mkdir(surroundings.home, { recursive: true, mode: 0o700 });
  await mkdir(repository, { mode: 0o700 });
  await initialise(repository, surroundings);
};

/** Makes an empty bare repository where there is none yet, and clears away what a process left behind that was killed. */
export const openBare = async (repository: string, surroundings: GitSurroundings): Promise<void> => {
  await mkdir(surroundings.home, { recursive: true, mode: 0o700 });
  const isNew = (await mkdir(repository, { recursive: true, mode: 0o700 })) !== undefined;
  if (!isNew && opened.has(repository)) return;
  await sweep(repository);
  // Of one that is there it makes whole what is missing.
  await initialise(repository, surroundings);
  opened.add(repository);
};

const initialise = async (repository: string, surroundings: GitSurroundings): Promise<void> => {
  const signal = AbortSignal.timeout(30_000);
  await gitIn(repository, { surroundings, signal, silenceMs: 30_000 }).raw(['init', '--bare', '--quiet']);
  await rm(join(repository, 'hooks'), { recursive: true, force: true });
};

/** Locks that nobody holds, halves of packs, and tokens that were not taken away. */
const sweep = async (repository: string): Promise<void> => {
  const folder = dirname(repository);
  const inside = await readdir(repository, { recursive: true });
  const beside = await readdir(folder);
  const left = [
    ...inside.filter((name) => /\.lock$|(^|\/)tmp_[^/]*$/.test(name)).map((name) => join(repository, name)),
    ...beside.filter((name) => name.startsWith('.token-')).map((name) => join(folder, name)),
  ];
  for (const path of left) await rm(path, { recursive: true, force: true });
};
