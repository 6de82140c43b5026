import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './durable-file.ts';

/** Makes a folder below another one, and throws what `unsafe` says of a link on the way: it could lead anywhere. */
export const ownFolder = async (
  root: string,
  names: readonly string[],
  unsafe: (path: string) => Error,
): Promise<string> => {
  let path = root;
  await mkdir(path, { recursive: true });
  for (const name of names) {
    path = join(path, name);
    await mkdir(path).catch(ignoreExisting);
    if (!(await lstat(path)).isDirectory()) throw unsafe(path);
  }
  return path;
};

const ignoreExisting = (error: unknown): undefined => {
  if (codeOf(error) === 'EEXIST') return undefined;
  throw error;
};
