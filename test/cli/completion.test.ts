import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { commands } from '../../cli/command-table/commands.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { newMachine } from './run-agnes.ts';

const run = promisify(execFile);
const nowhere = 'http://127.0.0.1:9';

/** The script for a shell in a file; nothing where there is no such shell. */
const scriptOf = async (t: ExecutionContext, shell: string): Promise<string | undefined> => {
  const isThere = await run('sh', ['-c', `command -v ${shell}`]).catch(() => undefined);
  if (isThere === undefined) {
    t.log(`skipped: there is no ${shell} on this machine`);
    return undefined;
  }
  const { stdout } = await (await newMachine(t, nowhere)).run(['completion', shell]);
  const path = join(await tempFolder(t), 'script');
  await writeFile(path, stdout);
  return path;
};

/** What bash offers for the last word of a line. */
const inBash = async (script: string, ...line: readonly string[]): Promise<readonly string[]> => {
  const asks = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _agnes; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await run('bash', ['-c', asks, script, 'agnes', ...line]);
  return stdout.trim().split('\n');
};

test('bash completes groups, commands and their options, behind options of every command, too', async (t) => {
  const script = await scriptOf(t, 'bash');
  if (script === undefined) {
    t.pass();
    return;
  }

  t.deepEqual(await inBash(script, 'toke'), ['tokens']);
  t.deepEqual(await inBash(script, 'admin', 'marketplace', 'sy'), ['sync', 'sync-all']);
  t.deepEqual(await inBash(script, '--json', 'query', '--dr'), ['--dry-run']);
  t.deepEqual(await inBash(script, 'query', '--wor'), ['--workspace']);
  t.deepEqual(await inBash(script, 'query', 'adm'), ['']);
});

test('bash completes the other names of commands, and those of the program itself', async (t) => {
  const script = await scriptOf(t, 'bash');
  if (script === undefined) {
    t.pass();
    return;
  }
  const calledBy = await run('bash', ['-c', 'source "$0"; complete -p da agnes', script]);

  t.regex(calledBy.stdout, /-F _agnes da\n.*-F _agnes agnes/);
  t.deepEqual(await inBash(script, 'inst'), ['instance']);
  t.deepEqual(await inBash(script, 'instance', 'ver'), ['verify']);
  t.deepEqual(await inBash(script, 'doctor', '--sy'), ['--symptom']);
  t.deepEqual(await inBash(script, 'auth', 'token', 'create', '--tt'), ['--ttl']);
});

test('every group, command and other name is a word that is completed', async (t) => {
  const { script } = await (await newMachine(t, nowhere)).json(['completion', 'powershell']);
  const lines = new Set(
    String(script)
      .split('\n')
      .map((line) => line.split("'")[1] ?? ''),
  );

  const names = commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);

  t.deepEqual(
    names.filter((name) => !lines.has(name)),
    [],
  );
});

test('fish completes them with what they do', async (t) => {
  const script = await scriptOf(t, 'fish');
  if (script === undefined) {
    t.pass();
    return;
  }

  const asked = async (line: string) =>
    (await run('fish', ['-c', `source ${script}; complete -C ${JSON.stringify(line)}`])).stdout.trim();

  t.is(await asked('agnes tokens rev'), 'revoke\tEnd one of your tokens, for good.');
  t.regex(await asked('da query --dr'), /^--dry-run\tRun nothing/);
});

test('zsh reads its script', async (t) => {
  const script = await scriptOf(t, 'zsh');
  if (script === undefined) {
    t.pass();
    return;
  }

  const offered =
    'autoload -U compinit; compinit -D; source $0; _describe() { print -l $next }; words=(agnes tokens r); CURRENT=3; _agnes';
  const { stdout } = await run('zsh', ['-fc', offered, script]);

  t.regex(stdout, /^revoke:End one of your tokens, for good\.$/m);
  t.notRegex(stdout, /^sync:/m);
});

test('every shell has a script, and one that nobody knows is refused by name', async (t) => {
  const machine = await newMachine(t, nowhere);

  const powershell = await machine.json(['completion', 'powershell']);
  const unknown = await machine.run(['completion', 'tcsh']);

  t.regex(String(powershell['script']), /'admin marketplace' = 'list add/);
  t.is(unknown.code, 2);
  t.regex(unknown.stderr, /no completion for the shell "tcsh"[\s\S]*bash, zsh, fish, powershell/);
});
