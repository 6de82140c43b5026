import { posix } from 'node:path';
import test from 'ava';
import { importsOf, sourceFiles } from '../support/source-files.ts';

/** What each room of the host may import of the others. docs/decisions/0001 says why `store` may see `http`. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  http: [],
  store: ['http'],
  kernel: ['http'],
  identity: ['store', 'http', 'kernel'],
  access: ['store', 'http', 'identity', 'kernel'],
  jobs: ['store', 'http', 'access', 'kernel'],
  registry: ['store', 'http', 'access', 'kernel', 'jobs'],
  extract: ['store', 'http', 'access', 'kernel', 'jobs', 'registry'],
  'plugin-jobs': ['store', 'http', 'kernel', 'jobs', 'registry', 'extract', 'webhooks'],
  webhooks: ['store', 'http', 'kernel', 'jobs', 'registry', 'extract'],
  lake: ['store', 'http', 'access', 'registry', 'jobs', 'kernel'],
  query: ['store', 'http', 'access', 'registry', 'lake', 'kernel', 'jobs'],
  v2: ['store', 'http', 'access', 'registry', 'lake', 'kernel', 'jobs', 'query'],
  memory: ['store', 'http', 'identity', 'access'],
  metrics: ['store', 'http', 'access', 'registry', 'query'],
  mcp: ['store', 'http', 'lake'],
  llm: ['store', 'http'],
  uploads: ['store', 'http'],
  settings: ['store', 'http', 'kernel', 'registry'],
  'plugin-manager': ['access', 'jobs', 'registry', 'store', 'http', 'kernel', 'settings'],
  distribution: ['store', 'http', 'access', 'jobs'],
  web: [
    'http',
    'access',
    'identity',
    'registry',
    'lake',
    'query',
    'metrics',
    'jobs',
    'kernel',
    'memory',
    'store',
    'settings',
    'plugin-manager',
    'distribution',
  ],
};

const roomOf = (path: string): string => path.split('/')[1] ?? '';

test('arrows inside the host point one way', async (t) => {
  const files = await sourceFiles('host/*/**/*.ts');

  const bent = files
    .filter(({ path }) => roomOf(path) !== 'app')
    .flatMap(({ path, text }) =>
      importsOf(text)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => posix.join(posix.dirname(path), specifier))
        .filter((target) => target.startsWith('host/') && roomOf(target) !== roomOf(path))
        .filter((target) => !arrows[roomOf(path)]?.includes(roomOf(target)))
        .map((target) => `${path} -> ${target}`),
    );

  t.true(files.length > 50);
  t.deepEqual(bent, []);
});

test('every room of the host is in the table of arrows', async (t) => {
  const rooms = new Set((await sourceFiles('host/*/**/*.ts')).map(({ path }) => roomOf(path)));

  t.deepEqual(
    [...rooms].filter((room) => room !== 'app' && !(room in arrows)),
    [],
  );
});

test('marketplace, metrics, config and sdk import nothing of the host', async (t) => {
  const files = await sourceFiles('sdk/**/*.ts', 'config/**/*.ts', 'marketplace/**/*.ts', 'metrics/**/*.ts');

  const bent = files.filter(({ text }) => importsOf(text).some((specifier) => specifier.includes('host/')));

  t.deepEqual(
    bent.map(({ path }) => path),
    [],
  );
});

test('the command line imports nothing of the host, and its rooms import each other one way', async (t) => {
  const files = await sourceFiles('cli/**/*.ts');
  const arrowsOfFiles = files.flatMap(({ path, text }) =>
    importsOf(text)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => ({ from: path, to: posix.join(posix.dirname(path), specifier) })),
  );

  const outside = arrowsOfFiles.filter(({ to }) => !/^(?:cli|metrics)\//.test(to));
  const between = arrowsOfFiles.filter(
    ({ from, to }) => to.startsWith('cli/') && roomOf(from) !== roomOf(to),
  );

  t.true(between.length > 500);
  t.deepEqual(outside, []);
  t.deepEqual(inCircles(between), []);
});

interface Arrow {
  readonly from: string;
  readonly to: string;
}

/** Arrows between rooms that no order of the rooms has all pointing down; a room that nobody uses is taken off, again and again. */
const inCircles = (arrowsLeft: readonly Arrow[]): readonly Arrow[] => {
  const used = new Set(arrowsLeft.map(({ to }) => roomOf(to)));
  const left = arrowsLeft.filter(({ from }) => used.has(roomOf(from)));
  return left.length === arrowsLeft.length ? left : inCircles(left);
};
