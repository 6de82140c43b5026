import { access, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { collectRead } from '@agnes/sdk/testing';
import test from 'ava';
import { commands } from '../../cli/command-table/commands.ts';
import { declaredErrors } from '../../docs/declared-errors.ts';
import hello from '../../docs/examples/hello-connector.ts';
import { renderedPages } from '../../docs/rendered-pages.ts';
import { operations } from '../../host/app/operations.ts';
import { type SourceFile, sourceFiles } from '../support/source-files.ts';

const pages = async (): Promise<readonly SourceFile[]> =>
  (await sourceFiles('*.md', '{docs,plugins,templates,config,host,sdk,cli,bench}/**/*.md')).filter(
    ({ path }) => !path.startsWith('data/'),
  );

/** What is in fences is no prose: links and headings there are examples. */
const prose = (text: string): string =>
  text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '``');

/** The fragment that a heading gets on the web. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const linksOf = ({ path, text }: SourceFile) =>
  [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, to = '']) => to)
    .filter((to) => !/^[a-z]+:/.test(to))
    .map((to) => {
      const [file = '', anchor] = to.split('#');
      return { from: path, to, file: file === '' ? path : join(dirname(path), file), anchor };
    });

const isBroken = async ({ file, anchor }: ReturnType<typeof linksOf>[number]): Promise<boolean> => {
  if (anchor !== undefined) return !anchorsOf(await readFile(file, 'utf8')).includes(anchor);
  return access(file).then(
    () => false,
    () => true,
  );
};

test('what is made from the code is what the code makes: npm run fix rewrites it', async (t) => {
  const stale = await Promise.all(
    (await renderedPages()).map(async ({ path, render }) => {
      const text = await readFile(path, 'utf8');
      return render(text) === text ? [] : [path];
    }),
  );

  t.deepEqual(stale.flat(), []);
});

test('no page holds a merge that nobody ended', async (t) => {
  const marked = (await pages()).filter(({ text }) => /^(<{7}|={7}|>{7})( |$)/m.test(text));

  t.deepEqual(
    marked.map(({ path }) => path),
    [],
  );
});

test('every link of every page leads somewhere', async (t) => {
  const links = (await pages()).flatMap(linksOf);

  const broken = await Promise.all(links.map(async (link) => ((await isBroken(link)) ? [link] : [])));

  t.true(links.length > 30);
  t.deepEqual(
    broken.flat().map(({ from, to }) => `${from}: ${to}`),
    [],
  );
});

test('TypeScript in a page is a file that is compiled', async (t) => {
  const fences = (await pages()).flatMap(({ path, text }) =>
    [...text.matchAll(/(.*)\n```(?:ts|typescript|js)\n/g)].map(([, above = '']) => ({ path, above })),
  );

  t.true(fences.length > 5);
  t.deepEqual(
    fences.filter(({ above }) => !/^<!-- example: \S+\.ts -->$/.test(above)),
    [],
  );
});

test('the connector of the README yields a table', async (t) => {
  const greetings = {
    id: 't1',
    name: 'greetings',
    strategy: 'full_refresh',
    fullRefresh: true,
    primaryKey: [],
  } as const;

  const { tables } = await collectRead(hello, { config: {}, tables: [greetings] });

  t.deepEqual(tables['t1']?.rows, [{ greeting: 'Hello' }, { greeting: 'Grüezi' }]);
});

test('the README says what Agnes is, then the two commands, on at most 120 lines', async (t) => {
  const readme = await readFile('README.md', 'utf8');

  t.true(readme.split('\n').length <= 121);
  t.regex(
    readme,
    /^# Agnes\n\nAgnes is [^#]+?\n\n```sh\nnpm ci && npm run demo\b.*\nnpm ci && npm test\b.*\n```\n/,
  );
});

test('every npm script that a page names exists', async (t) => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
  const texts = (await pages()).map(({ text }) => text).join('\n');

  const named = new Set(
    [...texts.matchAll(/\bnpm (?:run ([a-z]+)|(test|start)\b)/g)].map(([, a, b]) => a ?? b),
  );

  t.deepEqual(
    [...named].filter((name) => !(name !== undefined && name in scripts)),
    [],
  );
});

test('every command that a page or a hint names exists', async (t) => {
  const hints = (await declaredErrors()).map(({ hint = '' }) => hint);
  const texts = [...(await pages()).map(({ text }) => text), ...hints].join('\n');

  const known = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const named = [...texts.matchAll(/(?:npx |`|: |")agnes ([a-z][a-z -]*)/g)].map(([, words = '']) => words);

  t.true(named.length > 10);
  t.deepEqual(
    named.filter((words) => !known.some((name) => `${words} `.startsWith(`${name} `))),
    [],
  );
});

test('an operation has an id and a route of its own, and docs/http-api.md lists each', async (t) => {
  const page = await readFile('docs/http-api.md', 'utf8');
  const unlisted = operations.filter(({ route }) => !page.includes(`\`${route}\``));

  t.is(new Set(operations.map(({ id }) => id)).size, operations.length);
  t.is(new Set(operations.map(({ route }) => route)).size, operations.length);
  t.deepEqual(
    unlisted.map(({ route }) => route),
    [],
  );
});

test('docs/errors.md lists every error that is declared', async (t) => {
  const page = await readFile('docs/errors.md', 'utf8');
  const declared = await declaredErrors();
  const files = await sourceFiles('{sdk,config,marketplace,metrics,host,cli,plugins}/**/*.ts');

  const declarations = files.flatMap(({ text }) => [...text.matchAll(/= defineError\b/g)]);

  t.is(declared.length, declarations.length);
  t.deepEqual(
    declared.filter(({ code, kind }) => kind === '' || !page.includes(`\n| \`${code}\` | `)),
    [],
  );
});

test('a problem that an operation promises is an error that is declared', async (t) => {
  const codes = new Set((await declaredErrors()).map(({ code }) => code));

  const promised = operations.flatMap(({ id, problems = [] }) => problems.map((code) => ({ id, code })));

  t.deepEqual(
    promised.filter(({ code }) => !codes.has(code)),
    [],
  );
});

test('a decision fits on forty lines', async (t) => {
  const decisions = await sourceFiles('docs/decisions/*.md');

  t.deepEqual(
    decisions.filter(({ text }) => text.split('\n').length > 41).map(({ path }) => path),
    [],
  );
});

test('the index of the pages lists every page', async (t) => {
  const index = await readFile('docs/README.md', 'utf8');
  const listed = await sourceFiles('docs/*.md', 'docs/decisions/*.md', 'docs/*.txt');

  t.deepEqual(
    listed
      .map(({ path }) => path.replace('docs/', ''))
      .filter((path) => path !== 'README.md' && !index.includes(`](${path})`)),
    [],
  );
});
