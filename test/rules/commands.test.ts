import test from 'ava';
import { commands } from '../../cli/command-table/commands.ts';
import { withCommands } from '../../cli/http/hint-commands.ts';
import { declaredErrors } from '../../docs/declared-errors.ts';
import { callsIn, callsInHint, faultsOf } from '../support/agnes-calls.ts';
import { sourceFiles } from '../support/source-files.ts';

test('every command in a document, a template, a skill and the configuration is one that the program takes', async (t) => {
  const files = await sourceFiles(
    '*.md',
    '{docs,plugins,templates,config,host,sdk,cli,bench}/**/*.{md,mustache}',
    'config/*.example',
    'config/.env.template',
  );

  const calls = files.flatMap(({ path, text }) => callsIn(text).map((call) => ({ path, call })));

  t.true(calls.length > 200);
  t.deepEqual(
    calls.flatMap(({ path, call }) => faultsOf(call).map((fault) => `${path}: ${fault}`)),
    [],
  );
});

test('every command in a hint and in the help is one that the program takes', async (t) => {
  const hints = (await declaredErrors()).flatMap(({ hint = '' }) => callsInHint(hint));
  const examples = commands.flatMap(({ examples: lines = [] }) => callsIn(lines.join('\n')));

  t.true(hints.length > 20);
  t.true(examples.length > 20);
  t.deepEqual([...hints, ...examples].flatMap(faultsOf), []);
});

/** Routes in hints that have no command, or none that does just this. */
const withoutCommand = ['GET /cli/latest', 'GET /login', 'GET /openapi.json'];

test('a hint that names a route names a command in the terminal, one that the program takes', async (t) => {
  const hints = (await declaredErrors()).map(({ hint = '' }) => hint.replaceAll('<plugin>', 'acme/shop'));
  const named = hints.filter((hint) => /\b(?:GET|POST|PUT|PATCH|DELETE) \//.test(hint));

  const told = named.map(withCommands);

  const left = told.flatMap((hint) => hint.match(/\b(?:GET|POST|PUT|PATCH|DELETE) \/[\w/{}.-]*[\w}]/g) ?? []);
  t.true(named.length > 50);
  t.deepEqual([...new Set(left)].sort(), withoutCommand);
  const commandsTold = told.flatMap((hint) => hint.match(/agnes [a-z-]+(?: [a-z-]+)*/g) ?? []);
  t.deepEqual(
    commandsTold.filter((words) => !commands.some(({ name }) => `${words} `.startsWith(`agnes ${name} `))),
    [],
  );
  t.deepEqual(told.flatMap(callsInHint).flatMap(faultsOf), []);
  t.is(
    withCommands('Answer with POST /api/jobs/{id}/confirm {"accept": true}, or see GET /api/users?q=ada.'),
    'Answer with agnes jobs confirm <id>, or see agnes admin list-users.',
  );
});

test('every command that a page gives to copy is one that the program takes', async (t) => {
  const views = await sourceFiles('host/web/**/*.ts');
  // A text in the code: what stands between quotes, its parts that are filled in as one word.
  const texts = views.flatMap(({ text }) =>
    [...text.matchAll(/(?:['`]|: )(agnes [a-z][^`',\n]*)[`',]/g)].map(([, call = '']) =>
      call.replaceAll(/\$\{[^}]*\}/g, 'x'),
    ),
  );

  const calls = texts.flatMap((text) => text.split(' && ')).map((text) => ({ text, isSpokenOf: true }));

  t.true(calls.length > 5);
  t.deepEqual(calls.flatMap(faultsOf), []);
});

test('a call that the program does not take is noticed, however it is written', (t) => {
  const wrong = [
    '    agnes snyc',
    'Run `agnes sync --tabel orders` again.',
    'agnes query --frmt csv "select 1"',
    '$ agnes fetch | head',
  ];
  const right = [
    '`agnes admin grant …`',
    '`agnes query-jobs`',
    'agnes auth login --password-stdin < password.txt # once',
    'agnes query "select 1 where 2 > 1" | head',
    '`agnes fetch <id>`',
    'It is `agnes query --format`.',
  ];

  t.deepEqual(
    wrong.map((text) => callsIn(text).flatMap(faultsOf).length),
    wrong.map(() => 1),
  );
  t.deepEqual(
    right.map((text) => callsIn(text).map(faultsOf)),
    right.map(() => [[]]),
  );
});
