import { access, readFile } from 'node:fs/promises';
import test from 'ava';
import { sourceFiles } from '../support/source-files.ts';

const range = (letter: string, first: number, last: number): readonly string[] =>
  Array.from(
    { length: last - first + 1 },
    (_, index) => `${letter}${String(first + index).padStart(2, '0')}`,
  );

/** Every threat, fault and promise, in the order of the page. */
const ids = [
  ...range('T', 1, 92),
  ...['T139', 'T140'],
  ...range('T', 93, 100),
  ...['T100a', 'T100b', 'T100c', 'T100d', 'T100e', 'T141'],
  ...range('T', 101, 138),
  ...range('F', 1, 58),
  ...range('N', 1, 88),
];

const rows = async () => {
  const page = await readFile('docs/security-status.md', 'utf8');
  return [...page.matchAll(/^\| ([TFN]\d.*?) \| (.+?) \| (.+) \|$/gm)].map(
    ([, id = '', words = '', proof = '']) => ({
      id,
      words,
      proof,
      files: [...proof.matchAll(/`([^`]+\.test\.ts)`/g)].map(([, file = '']) => file),
    }),
  );
};

/** Tests; or tests and what is missing; or why there is nothing. */
const form = /^(?:(?:`[^`]+\.test\.ts` ?)+(?:; partly: \S.+)?|not built: \S.+)$/;

test('docs/security-status.md has one line for every id, in order', async (t) => {
  t.deepEqual(
    (await rows()).map(({ id }) => id),
    ids,
  );
});

test('every line names its tests or says why there are none', async (t) => {
  t.deepEqual(
    (await rows()).filter(({ proof }) => !form.test(proof)).map(({ id, proof }) => `${id}: ${proof}`),
    [],
  );
});

test('every test that a line names is there', async (t) => {
  const named = new Set((await rows()).flatMap(({ files }) => files));

  const missing = await Promise.all(
    [...named].map((file) =>
      access(file).then(
        () => [],
        () => [file],
      ),
    ),
  );

  t.true(named.size > 50);
  t.deepEqual(missing.flat(), []);
});

test('a test whose title names an id is named in the line of that id', async (t) => {
  const files = await sourceFiles('test/**/*.test.ts', 'plugins/*/test/**/*.test.ts');
  const claims = new Map((await rows()).map(({ id, files: named }) => [id, named]));

  const titles = files.flatMap(({ path, text }) =>
    [...text.matchAll(/['"`]([TFN]\d{2,3}[a-e]?): /g)].map(([, id = '']) => ({ id, path })),
  );

  t.true(titles.length > 10);
  t.deepEqual(
    titles.filter(({ id, path }) => !claims.get(id)?.includes(path)),
    [],
  );
});
