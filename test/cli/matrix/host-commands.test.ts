import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Command } from '../../../cli/command.ts';
import { commands } from '../../../cli/command-table/commands.ts';
import { filesBelow } from '../../support/files-below.ts';
import { runCli } from '../../support/run-cli.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { faultsOf } from './support/faults.ts';
import { hostRows } from './support/host-rows.ts';
import type { Run } from './support/machine.ts';
import { argumentsOf, type CommandRow } from './support/row.ts';

/** Runs the program itself where a host is installed and nothing is configured. */
const run = async (t: ExecutionContext, args: readonly string[]): Promise<Run> => {
  const home = await tempFolder(t);
  const cwd = join(home, 'work');
  await mkdir(cwd);
  const env = { HOME: home, AGNES_CONFIG: join(home, 'none.yaml'), DATA_DIR: join(home, 'data') };
  const end = await runCli(t, args, { cwd, env });
  const written = await filesBelow(home);
  return { ...end, code: end.code ?? -1, written: written.map((path) => path.slice(home.length + 1)) };
};

const endsAsItShould = test.macro({
  title: (_, { name }: Command) => `agnes ${name} says what the host lacks, to people and to programs`,
  async exec(t, command: Command, row: CommandRow) {
    const args = argumentsOf(command, row);
    const expected = { row, state: 'fresh', secrets: [] } as const;

    const asPerson = await run(t, args);
    const asProgram = await run(t, [...args, '--json']);

    t.deepEqual(faultsOf(asPerson, { ...expected, isJson: false }), []);
    t.deepEqual(faultsOf(asProgram, { ...expected, isJson: true }), []);
  },
});

for (const command of commands) {
  const row = hostRows[command.name];
  if (row) test.serial(endsAsItShould, command, row);
}

test('what a program of the host says of its failure is in the document, too', async (t) => {
  const { stdout, stderr } = await run(t, ['config', 'check', '--json']);

  const { error } = JSON.parse(stdout);

  t.regex(
    error.message,
    /^agnes config check ended with code 78: There is no configuration at .*none\.yaml\.$/,
  );
  t.regex(error.hint, /^Copy config\/instance\.yaml\.example/);
  t.regex(stderr, /There is no configuration at/);
});
