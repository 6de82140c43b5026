import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gitIn } from './git-door.ts';
import type { GitSurroundings } from './git-environment.ts';

/** Makes an empty bare repository where there is none yet. */
export const openBare = async (repository: string, surroundings: GitSurroundings): Promise<void> => {
  await mkdir(surroundings.home, { recursive: true, mode: 0o700 });
  if ((await mkdir(repository, { recursive: true, mode: 0o700 })) === undefined) return;
  const signal = AbortSignal.timeout(30_000);
  await gitIn(repository, { surroundings, signal, silenceMs: 30_000 }).raw(['init', '--bare', '--quiet']);
  await rm(join(repository, 'hooks'), { recursive: true, force: true });
};
