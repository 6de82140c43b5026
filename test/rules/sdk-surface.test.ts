import { readFile } from 'node:fs/promises';
import test from 'ava';

// That the report is current is held in docs.test.ts, like that of all pages.
const modulesOf = (surface: string): readonly string[] =>
  [...surface.matchAll(/^\/\/ (\S+\.ts)$/gm)].map(([, path]) => `./${path}`);

test('docs/sdk.api.txt holds every entry of the SDK', async (t) => {
  const modules = modulesOf(await readFile('docs/sdk.api.txt', 'utf8'));
  const { exports: doors } = JSON.parse(await readFile('sdk/package.json', 'utf8'));

  t.deepEqual(
    Object.values<string>(doors).filter((path) => !modules.includes(path)),
    [],
  );
});

test('what only the child process of a connector uses is no part of the SDK that plugins see', async (t) => {
  const modules = modulesOf(await readFile('docs/sdk.api.txt', 'utf8'));

  t.deepEqual(
    modules.filter((path) => /runner|seat-belt|staging|http-client/.test(path)),
    [],
  );
});
