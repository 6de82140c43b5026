import { readFile } from 'node:fs/promises';
import test from 'ava';
import { commands, rootFlags } from '../../cli/command-table/commands.ts';
import { parseArguments } from '../../cli/parse.ts';
import { topics } from '../../cli/topics/topics.ts';
import { faultsOf } from '../support/agnes-calls.ts';
import { newMachine } from './run-agnes.ts';
import { specCommands } from './spec-commands.ts';
import { json, startStandIn } from './stand-in.ts';

const known = new Map(
  commands.flatMap(({ name, aliases = [], flags = [] }) =>
    [name, ...aliases].map((word) => [word, flags.map((flag) => flag.name)] as const),
  ),
);

test('every command of the contract is there, with every option it lists', (t) => {
  const missing = Object.entries(specCommands).flatMap(([name, flags]) => {
    const has = known.get(name);
    if (!has) return [name];
    return flags.filter((flag) => !has.includes(flag)).map((flag) => `${name} --${flag}`);
  });

  t.deepEqual(missing, []);
});

test('a command is in the file that its words name', (t) => {
  const elsewhere = commands.filter(
    ({ name, load }) => !String(load).includes(`'../commands/${name.replaceAll(' ', '/')}.ts'`),
  );

  t.deepEqual(
    elsewhere.map(({ name }) => name),
    [],
  );
});

test('every option that every command takes is there', (t) => {
  const names = rootFlags.map(({ name }) => name);

  t.deepEqual(
    ['json', 'quiet', 'verbose', 'no-color', 'server', 'workspace', 'timeout', 'yes'].filter(
      (name) => !names.includes(name),
    ),
    [],
  );
});

test('an option of a group above a command is that of the command, or of nobody', (t) => {
  const forced = parseArguments(['setup', 'init', '--force', '--name', 'x', '--json'], commands);
  const version = parseArguments(['server', 'restore-state', '--version', '34'], commands);

  t.is(forced.kind, 'run');
  t.true(forced.kind === 'run' && forced.command.name === 'setup init' && forced.input.on('force'));
  t.is(version.kind === 'run' && version.input.text('version'), '34');
  t.is(parseArguments(['--version'], commands).kind, 'told');
  t.throws(() => parseArguments(['setup', 'verify', '--force'], commands), { code: 'bad_usage' });
});

test('every command that a page of the terminal names exists, and takes the options it shows', (t) => {
  const lines = Object.values(topics).flatMap((topic) => topic.lines);
  const calls = lines.flatMap((line) => [...line.matchAll(/\bagnes ([a-z][a-z-]*(?: [a-z][a-z-]*)*)/g)]);

  t.true(calls.length > 40);
  t.deepEqual(
    calls
      .map(([, words = '']) => words)
      .filter((words) => ![...known.keys()].some((name) => `${words} `.startsWith(`${name} `)))
      // A sentence that says how the program is called.
      .filter((words) => !['is too old'].includes(words)),
    [],
  );
});

test('pages are listed, shown and not guessed, without a server', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const listed = await machine.json(['docs']);
  const shown = await machine.run(['docs', 'sync']);
  const unknown = await machine.run(['docs', 'toString', '--json']);

  t.is((listed['topics'] as readonly object[]).length, Object.keys(topics).length);
  t.regex(shown.stdout, /^How tables come here[\s\S]*agnes sync --dry-run/);
  t.is(unknown.code, 8);
  t.like(JSON.parse(unknown.stdout), { error: { code: 'topic_unknown' } });
});

test('the memory and the metrics have pages, whose calls the program takes with their options', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const memory = await machine.run(['docs', 'memory']);
  const metrics = await machine.run(['docs', 'metrics']);

  t.deepEqual([memory.code, metrics.code], [0, 0]);
  t.regex(memory.stdout, /^What people know[\s\S]*agnes memory add[\s\S]*agnes admin memory approve/);
  t.regex(metrics.stdout, /^Numbers that[\s\S]*agnes metrics list[\s\S]*agnes metrics import/);
  const shown = [memory, metrics].flatMap(({ stdout }) => stdout.split('\n'));
  const calls = shown.filter((line) => line.startsWith('agnes ')).map((line) => line.split(/ {2,}/)[0] ?? '');
  t.true(calls.length > 10);
  t.deepEqual(
    calls.flatMap((text) => faultsOf({ text, isSpokenOf: false })),
    [],
  );
});

test('a setting is shown and explained by its key', async (t) => {
  const server = await startStandIn(t);
  const fields = {
    instance: { kind: 'object', fields: { name: { kind: 'string', hint: 'What it is called.' } } },
  };
  server.answers.set(
    'GET /api/admin/server-config',
    json({ sections: { instance: { name: 'Acme' } }, known_fields: fields }),
  );
  const machine = await newMachine(t, server.url);

  t.like(await machine.json(['admin', 'config', 'get', 'instance.name']), { ok: true, value: 'Acme' });
  t.is((await machine.run(['admin', 'config', 'get', 'instance.nothing'])).code, 8);
  t.regex(
    (await machine.run(['admin', 'config', 'explain', 'instance.name'])).stdout,
    /^instance\.name \(string\)\n {2}What it is called\.\n$/,
  );
  t.is((await machine.run(['admin', 'config', 'explain', 'nothing'])).code, 8);
});

test('plugins that marketplaces offer are shown unless this very version is installed', async (t) => {
  const server = await startStandIn(t);
  const installed = [
    { id: 'acme/crm', version: '1.0.0' },
    { id: 'acme/calendar', version: '1.0.0' },
  ];
  server.answers.set('GET /api/admin/plugins', json({ plugins: installed }));
  server.answers.set('GET /api/marketplaces', json({ marketplaces: [{ id: 'acme' }] }));
  const offered = ['crm 1.0.0', 'calendar 1.1.0', 'desk 2.0.0'].map((one) => {
    const [name, version] = one.split(' ');
    return { id: `acme/${name}`, version };
  });
  server.answers.set('GET /api/marketplaces/acme/host-plugins', json(offered));
  const machine = await newMachine(t, server.url);

  const { plugins } = await machine.json(['admin', 'plugin', 'available']);

  t.deepEqual(plugins, [
    { id: 'acme/calendar', version: '1.1.0', marketplace: 'acme', installed: '1.0.0' },
    { id: 'acme/desk', version: '2.0.0', marketplace: 'acme', installed: null },
  ]);
});

test('the variables that a container needs are handed to it by compose.yaml', async (t) => {
  const [template, compose] = await Promise.all(
    ['config/.env.template', 'compose.yaml'].map((path) =>
      readFile(new URL(`../../${path}`, import.meta.url), 'utf8'),
    ),
  );
  const offered = [...(template ?? '').matchAll(/^([A-Z_]+)=$/gm)].map(([, name = '']) => name);
  // Set by the image, or for a laptop only.
  const ownOfTheImage = /^(HOST|DATA_DIR|AGNES_CONFIG|AGNES_CLI_DIST_DIR|LOCAL_DEV_.*)$/;

  t.deepEqual(
    offered.filter((name) => !ownOfTheImage.test(name) && !compose?.includes(`      ${name}: \${${name}:-`)),
    [],
  );
});
