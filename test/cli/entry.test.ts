import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { newMachine } from './run-agnes.ts';

const nowhere = 'http://127.0.0.1:9';
const entry = fileURLToPath(new URL('../../cli/agnes.js', import.meta.url));
const olderNode = "data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'20.20.2'}})";

test('an older Node is told in one line which one is needed and where to get it', async (t) => {
  const run = promisify(execFile)(process.execPath, ['--import', olderNode, entry, '--version']);

  const { code, stdout, stderr } = await t.throwsAsync<
    Error & { code: number; stdout: string; stderr: string }
  >(run);

  t.is(code, 1);
  t.is(stdout, '');
  t.is(
    stderr,
    'agnes needs Node.js 26 or newer, this is 20.20.2: get it from https://nodejs.org/en/download\n',
  );
});

test('the entry imports nothing before it knows its Node', async (t) => {
  const text = await readFile(entry, 'utf8');

  t.notRegex(text, /^\s*import\b(?!\()/m);
});

test('--version says the version of the package, for people and for programs', async (t) => {
  const { version } = JSON.parse(await readFile(new URL('../../cli/package.json', import.meta.url), 'utf8'));
  const machine = await newMachine(t, nowhere);

  const people = await machine.run(['-V']);
  const program = await machine.json(['--version']);

  t.deepEqual(people, { code: 0, stdout: `${version}\n`, stderr: '' });
  t.deepEqual(program, { ok: true, version });
});

test('without a command it prints its help, as --help does', async (t) => {
  const machine = await newMachine(t, nowhere);

  const help = await machine.run(['--help']);
  const bare = await machine.run([]);
  const withOption = await machine.run(['--server', 'admin', '-q']);
  const program = await machine.json([]);

  t.regex(help.stdout, /^Usage: agnes [\s\S]* sync /);
  t.deepEqual(bare, { ...help, code: 0, stderr: '' });
  t.deepEqual(withOption, bare);
  t.deepEqual(program, await machine.json(['--help']));
});

test('a mistake in the arguments of a command leads to the help of that command', async (t) => {
  const machine = await newMachine(t, nowhere);

  const missing = await machine.run(['snapshot', 'drop']);
  const choice = await machine.run(['tokens', 'create', '--name', 'x', '--ttl', '5d']);

  t.regex(missing.stderr, /See: agnes snapshot drop --help/);
  t.regex(choice.stderr, /See: agnes tokens create --help/);
});

test('a mistake in the arguments is 2, with the nearest right word', async (t) => {
  const machine = await newMachine(t, nowhere);

  const option = await machine.run(['sync', '--tabel', 'x']);
  const command = await machine.run(['snyc']);
  const group = await machine.run(['admin', 'plugin']);
  const choice = await machine.run(['query', '-f', 'xml', 'SELECT 1', '--json']);
  const number = await machine.run(['query', '--limit', 'many', '--local', 'SELECT 1']);

  t.deepEqual(
    [option, command, group, choice, number].map(({ code }) => code),
    [2, 2, 2, 2, 2],
  );
  t.regex(option.stderr, /Did you mean --table/);
  t.regex(command.stderr, /Did you mean sync/);
  t.regex(group.stderr, /A command is missing\.\n {2}Hint: See: agnes admin plugin --help/);
  t.like(JSON.parse(choice.stdout), { ok: false, error: { code: 'bad_usage' } });
  t.regex(number.stderr, /--limit must be a whole number from 1 to 1000000, not "many"/);
});
