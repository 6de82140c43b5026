import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** A program that an npm package brings: too large to be a dependency, or the wrong version of one. */
interface NpmProgram {
  /** With its exact version, as npm takes it. */
  readonly wanted: string;
  /** Of the cache of this machine. */
  readonly folder: string;
  /** Below `node_modules`. */
  readonly program: string;
}

/** One folder for all checkouts of a machine. */
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'agnes-tests');

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The program, installed once on this machine without running any script; nothing where it cannot be had. */
export const npmProgram = async ({ wanted, folder, program }: NpmProgram): Promise<string | undefined> => {
  const place = join(cache, folder);
  const below = join('node_modules', program);
  if (await isThere(join(place, below))) return join(place, below);
  await mkdir(dirname(place), { recursive: true });
  // Whole or not at all: another test may be looking for it.
  const incoming = await mkdtemp(join(dirname(place), '.incoming-'));
  try {
    const flags = ['--prefix', incoming, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
    await promisify(execFile)('npm', ['install', ...flags, wanted]).catch(() => undefined);
    if (await isThere(join(incoming, below))) await rename(incoming, place).catch(() => undefined);
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
  return (await isThere(join(place, below))) ? join(place, below) : undefined;
};
