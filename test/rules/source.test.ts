import test from 'ava';
import { importsOf, sourceFiles } from '../support/source-files.ts';

const own = [
  'sdk/**/*.ts',
  'config/**/*.ts',
  'marketplace/**/*.ts',
  'metrics/**/*.ts',
  'host/**/*.ts',
  'plugins/**/*.ts',
  'cli/**/*.ts',
  'bench/**/*.ts',
];

test('no file is longer than 200 lines', async (t) => {
  const files = await sourceFiles(...own, 'test/**/*.ts', 'docs/examples/*.ts', 'templates/**/*.{ts,css,js}');

  const long = files.filter(({ text }) => text.split('\n').length > 201);

  t.deepEqual(
    long.map(({ path }) => path),
    [],
  );
});

test('nothing blocks the event loop after start-up', async (t) => {
  const files = await sourceFiles(
    '{sdk,config,marketplace,metrics}/**/*.ts',
    'host/*/**/*.ts',
    'plugins/**/*.ts',
  );

  // The engine's own `closeSync`, `disconnectSync` and `destroySync` return at once; `lastSync` is a noun and `hashAndSync` an fsync awaited.
  const blocking = files
    .filter(({ path }) => !path.startsWith('host/app/') && !path.includes('/test/'))
    .filter(({ text }) =>
      /\b(?!closeSync|disconnectSync|destroySync|lastSync|hashAndSync)[a-z]\w*Sync\(/.test(text),
    );

  t.deepEqual(
    blocking.map(({ path }) => path),
    [],
  );
});

test('a third party has one door', async (t) => {
  const doors: Readonly<Record<string, readonly string[]>> = {
    awilix: ['host/app/container.ts', 'host/app/manager-parts.ts'],
    tapable: ['host/kernel/hooks.ts'],
    ajv: ['sdk/schema.ts'],
    mustache: ['host/http/templates.ts'],
    nodemailer: ['host/store/outbox/smtp.ts'],
    'node-schedule': ['host/jobs/clock.ts'],
    'simple-git': ['marketplace/mirror/git-door.ts'],
    'tar-stream': ['marketplace/fetch/tar-archive.ts'],
    yauzl: ['marketplace/fetch/zip-archive.ts'],
    yazl: ['marketplace/feed/feed-zip.ts'],
    'range-parser': ['host/http/file-reply.ts'],
    'rate-limiter-flexible': ['host/http/rate-limit.ts'],
    uuid: ['host/store/new-id.ts'],
  };
  const files = await sourceFiles(...own);

  const users = Object.fromEntries(
    Object.keys(doors).map((library) => [
      library,
      files.filter(({ text }) => importsOf(text).includes(library)).map(({ path }) => path),
    ]),
  );

  t.deepEqual(users, doors);
});

test('no lint rule is switched off in a line', async (t) => {
  const files = await sourceFiles(...own, 'test/**/*.ts', 'docs/examples/*.ts');

  const switched = files
    .filter(({ path }) => path !== 'test/rules/source.test.ts')
    .filter(({ text }) => /biome-ignore|@ts-ignore|@ts-nocheck|eslint-disable/.test(text));

  t.deepEqual(
    switched.map(({ path }) => path),
    [],
  );
});

test('errors are declared, never thrown bare', async (t) => {
  const files = await sourceFiles('{host,config,cli,marketplace,metrics}/**/*.ts');

  const bare = files.filter(({ text }) => /throw new Error\(/.test(text));

  t.deepEqual(
    bare.map(({ path }) => path),
    [],
  );
});

test('a thousand bytes are a KB wherever people read of them', async (t) => {
  const files = await sourceFiles(
    '{sdk,config,marketplace,metrics,host,plugins,cli}/**/*.{ts,md}',
    'docs/**/*.md',
    'templates/pages/{job,query-plan}.js',
  );

  t.deepEqual(
    files.filter(({ text }) => /\bkB\b/.test(text)).map(({ path }) => path),
    [],
  );
});
