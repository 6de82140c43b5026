import { createReadStream, type Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { packageRefused, sourceInvalid } from '../errors.ts';
import { shown } from '../file-names.ts';
import type { PackageWriter } from './package-writer.ts';

const next = 'Ship plain files only, with dependencies bundled into them.';

/** Copies the plain files of a folder. Links are not followed, and what version control keeps is left out. */
export const copyFolder = async (
  folder: string,
  writer: PackageWriter,
  signal: AbortSignal,
): Promise<void> => {
  const refuse = (rule: string) => sourceInvalid({ what: 'folder', value: folder, rule });
  if (!isAbsolute(folder)) throw refuse('is not an absolute path');
  const found = await lstat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw refuse('is not a folder of this machine');
  for await (const path of plainFiles(folder, '')) {
    signal.throwIfAborted();
    writer.announce(path);
    const isExecutable = ((await lstat(join(folder, path))).mode & 0o100) !== 0;
    await writer.write({ path, isExecutable, content: createReadStream(join(folder, path)) }, signal);
  }
};

async function* plainFiles(folder: string, below: string): AsyncGenerator<string> {
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (path === '.git') continue;
    checkEntry(entry, path);
    if (entry.isDirectory()) yield* plainFiles(folder, path);
    else yield path;
  }
}

const checkEntry = (entry: Dirent, path: string): void => {
  const rule = ruleOf(entry);
  if (rule !== undefined) throw packageRefused({ thing: shown(path), rule, next });
};

const ruleOf = (entry: Dirent): string | undefined => {
  if (entry.isFile()) return undefined;
  if (!entry.isDirectory()) return 'is a link or no plain file';
  return entry.name === 'node_modules' ? 'is not shipped with a plugin' : undefined;
};
