import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import test from 'ava';

// That the pages are current is held in docs.test.ts, like that of all pages.
const doorsOf = async () => {
  const { exports: doors } = JSON.parse(await readFile('sdk/package.json', 'utf8'));
  return Object.entries<string>(doors).map(([door, path]) => ({
    path: posix.normalize(path),
    page: `docs/sdk/${door === '.' ? 'root' : door.slice(2)}.md`,
  }));
};

/** Names in `export { … } from` and in `export const …` of the source itself. */
const namesIn = (source: string): readonly string[] => [
  ...[...source.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names = '']) =>
    names
      .split(',')
      .map((name) => name.trim().replace(/^type /, ''))
      .filter((name) => name !== ''),
  ),
  ...[...source.matchAll(/^export (?:const|class|interface|type|function) (\w+)/gm)].map(
    ([, name = '']) => name,
  ),
];

test('the page of every door of the SDK has a section for everything that is exported there', async (t) => {
  const doors = await doorsOf();

  const missing = await Promise.all(
    doors.map(async ({ path, page }) => {
      const told = await readFile(page, 'utf8');
      const names = namesIn(await readFile(posix.join('sdk', path), 'utf8'));
      t.true(names.length > 0, path);
      return names.filter((name) => !told.includes(`\n## ${name}\n`)).map((name) => `${page}: ${name}`);
    }),
  );

  t.deepEqual(missing.flat(), []);
});

test('everything that is exported is said in words before it is shown as code', async (t) => {
  const texts = await Promise.all((await doorsOf()).map(({ page }) => readFile(page, 'utf8')));

  const silent = texts.flatMap((text) => [...text.matchAll(/\n## (\w+)\n\n```/g)].map(([, name]) => name));

  t.deepEqual(silent, []);
});
