import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import test from 'ava';
import { hostileCommands } from './support/hostile-commands.ts';
import { hostileStatements } from './support/hostile-statements.ts';
import { canaries, type Outcome, openLab } from './support/query-lab.ts';

/** Fingerprints of all data files below a folder. */
const filesIn = async (folder: string): Promise<readonly string[]> => {
  const files = await Array.fromAsync(glob('**/*.{parquet,csv,duckdb,wal}', { cwd: folder }));
  const hashed = files.sort().map(async (file) => {
    const hash = createHash('sha256').update(await readFile(`${folder}/${file}`));
    return `${file} ${hash.digest('hex')}`;
  });
  return Promise.all(hashed);
};

/** Secrets in an answer that the statement itself did not spell. */
const leaksIn =
  (secrets: readonly string[]) =>
  ({ sql, rows, told }: Outcome): readonly string[] =>
    secrets
      .filter((secret) => `${rows} ${told}`.includes(secret) && !sql.includes(secret))
      .map((secret) => `${secret} in the answer to ${sql}`);

test('T01–T21: no hostile statement is answered, leaks a name, value or path, or writes a byte', async (t) => {
  const lab = await openLab(t, { workers: 2 });
  const corpus = [...hostileStatements, ...hostileCommands].map(
    ([sql, code]) => [sql.replaceAll('FOLDER', lab.folder), code] as const,
  );
  const before = await filesIn(lab.folder);

  const outcomes = await Promise.all(corpus.map(([sql]) => lab.ask(sql)));

  t.deepEqual(
    outcomes.map(({ sql, code }) => `${code}: ${sql}`),
    corpus.map(([sql, code]) => `${code}: ${sql}`),
  );
  t.deepEqual(outcomes.flatMap(leaksIn([...canaries, lab.folder])), []);
  t.deepEqual(await filesIn(lab.folder), before);
  t.deepEqual(await lab.rows('SELECT count(*) FROM orders'), [[12]]);
});
