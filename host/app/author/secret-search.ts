import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a secret is looked for after a run. */
interface Heard {
  readonly secret: string;
  /** Log, errors and whatever else it says. */
  readonly said: readonly string[];
  readonly folders: readonly string[];
}

/** Where the secret turned up, for people. */
export const leaksIn = async ({ secret, said, folders }: Heard): Promise<readonly string[]> => {
  const files = (await Promise.all(folders.map(filesBelow))).flat();
  const leaks = said.some((text) => text.includes(secret))
    ? ['what it says, logs or throws holds the secret']
    : [];
  for (const path of files) {
    if ((await readFile(path)).includes(secret)) leaks.push('a file that it leaves holds the secret');
  }
  return leaks;
};

const filesBelow = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
