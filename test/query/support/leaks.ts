import { createHash } from 'node:crypto';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** What somebody was told: everything of an answer as text. */
export interface Told {
  readonly sql: string;
  readonly text: string;
}

/** Secrets in an answer that the statement itself did not spell. */
export const leaksIn =
  (secrets: readonly string[]) =>
  ({ sql, text }: Told): readonly string[] =>
    secrets
      .filter((secret) => text.includes(secret) && !sql.includes(secret))
      .map((secret) => `${secret} in the answer to ${sql}`);

/** Names of all that is below a folder but pipes, with a fingerprint of each file, and what statements here call theirs elsewhere. */
export const filesIn = async (folder: string): Promise<readonly string[]> => {
  const found = await Array.fromAsync(glob('**/*', { cwd: folder, withFileTypes: true }));
  const kept = found.filter((entry) => !entry.isFIFO());
  const told = kept.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile()) return path;
    return `${path} ${createHash('sha256')
      .update(await readFile(path))
      .digest('hex')}`;
  });
  const elsewhere = [homedir(), tmpdir(), process.cwd()].map((cwd) =>
    Array.fromAsync(glob('{canary,tmp_canary}*', { cwd })),
  );
  return [...(await Promise.all(told)), ...(await Promise.all(elsewhere)).flat()].sort();
};

/** Files that hold the canary where a statement might look: beside the tables and where the workers are at home. */
export const plantCanaries = async (folder: string): Promise<void> => {
  for (const place of [folder, join(folder, 'run')])
    await writeFile(join(place, 'canary_file.csv'), 'canary_column\ncanary_value\n');
};
