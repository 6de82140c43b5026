import { createHash, hash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { treeRefused } from './errors.ts';

const mostFiles = 5000;
const mostBytes = 50 * 1024 * 1024;
const ownPackages = 'node_modules';

/** The plain files of a folder. */
export interface Tree {
  /** Absolute. */
  readonly folder: string;
  /** Bytes by path below the folder, with forward slashes. */
  readonly files: ReadonlyMap<string, number>;
}

/** Lists a plugin's folder. Links, devices and folders that are too large are refused; nothing is followed. */
export const readTree = async (folder: string, nodeModules: 'refuse' | 'skip'): Promise<Tree> => {
  const files = new Map<string, number>();
  const budget = { files: mostFiles, bytes: mostBytes };
  if (!(await lstat(folder)).isDirectory()) throw treeRefused({ path: '.', reason: 'is a link' });
  for await (const path of pathsBelow(folder, '')) {
    if (nodeModules === 'skip' && basename(path) === ownPackages) continue;
    files.set(path, spend(path, await plainSize(folder, path), budget));
  }
  return { folder, files };
};

/** SHA-256 over the sorted lines `<sha256 of the file>  <path>`: the same on every system, for the same bytes. */
export const treeHash = async ({ folder, files }: Tree): Promise<string> => {
  const lines: string[] = [];
  for (const path of files.keys()) {
    lines.push(`${hash('sha256', await readFile(join(folder, path)))}  ${path}\n`);
  }
  return createHash('sha256').update(lines.sort().join('')).digest('hex');
};

/** Everything that is no folder, and folders of installed packages as one path. */
async function* pathsBelow(folder: string, below: string): AsyncGenerator<string> {
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && entry.name !== ownPackages) yield* pathsBelow(folder, path);
    else yield path;
  }
}

const plainSize = async (folder: string, path: string): Promise<number> => {
  // A line break in a name would let two trees have one hash.
  if (/[\p{Cc}\\]/u.test(path)) throw treeRefused({ path, reason: 'has a name that is not allowed' });
  const found = await lstat(join(folder, path));
  if (found.isDirectory()) throw treeRefused({ path, reason: 'is not shipped with a plugin' });
  if (!found.isFile()) throw treeRefused({ path, reason: 'is a link or no plain file' });
  return found.size;
};

const spend = (path: string, bytes: number, budget: { files: number; bytes: number }): number => {
  budget.files -= 1;
  budget.bytes -= bytes;
  if (budget.files < 0) throw treeRefused({ path, reason: `is one file more than the ${mostFiles} allowed` });
  if (budget.bytes < 0) throw treeRefused({ path, reason: `makes it larger than ${mostBytes} bytes` });
  return bytes;
};
