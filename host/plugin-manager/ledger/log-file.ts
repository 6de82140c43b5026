import { appendFile, mkdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of one file. */
const longestFile = 1024 * 1024;
/** Files there are beside the one that is written to. */
const olderFiles = 4;

/** Adds lines to the log in a folder; what is old goes. */
export const appendLines = async (folder: string, lines: readonly string[]): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const size = await stat(fileOf(folder, 0)).then(
    (file) => file.size,
    () => 0,
  );
  if (size >= longestFile) await rotate(folder);
  await appendFile(fileOf(folder, 0), lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
};

/** The last lines that fit, the newest first. */
export const lastLines = async (
  folder: string,
  { limit, isWanted }: { readonly limit: number; readonly isWanted: (line: string) => boolean },
): Promise<readonly string[]> => {
  const found: string[] = [];
  for (let age = 0; age <= olderFiles && found.length < limit; age += 1) {
    const text = await readFile(fileOf(folder, age), 'utf8').catch(() => '');
    // The last line of a host that was killed may be half a line.
    found.push(
      ...text
        .split('\n')
        .filter((line) => line.endsWith('}') && isWanted(line))
        .reverse(),
    );
  }
  return found.slice(0, limit);
};

const rotate = async (folder: string): Promise<void> => {
  for (let age = olderFiles - 1; age >= 0; age -= 1)
    // A file that is not there yet has nothing to move on.
    await rename(fileOf(folder, age), fileOf(folder, age + 1)).catch(() => undefined);
};

const fileOf = (folder: string, age: number): string => join(folder, `${age === 0 ? 'current' : age}.jsonl`);
