import { join } from 'node:path';
import test from 'ava';
import type { Command } from '../../../cli/command.ts';
import { commands } from '../../../cli/command-table/commands.ts';
import { fileContext } from '../../support/file-context.ts';
import { filesSource } from '../../support/files-source.ts';
import { HostClient } from '../../support/host-client.ts';
import { seedReader } from '../../support/seed-reader.ts';
import { startHost } from '../../support/start-host.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { adminRows } from './support/admin-rows.ts';
import { dataRows } from './support/data-rows.ts';
import { faultsOf } from './support/faults.ts';
import { hostRows } from './support/host-rows.ts';
import { instanceRows } from './support/instance-rows.ts';
import { type Known, runOn } from './support/machine.ts';
import { memoryRows } from './support/memory-rows.ts';
import { peopleRows } from './support/people-rows.ts';
import { argumentsOf, type CommandRow, type State } from './support/row.ts';

const rows: Readonly<Record<string, CommandRow>> = {
  ...peopleRows,
  ...dataRows,
  ...memoryRows,
  ...adminRows,
  ...instanceRows,
};
const eve = { email: 'eve@example.com', password: 'canary-of-the-matrix' };
const closed = 'http://127.0.0.1:9';
const states: readonly State[] = ['fresh', 'signed_out', 'server_down', 'no_grants'];

const context = fileContext();
let url = '';
let token = '';

const signIn = (): Promise<string> => new HostClient(url).signIn(eve);

test.before(async () => {
  const dataDir = join(await tempFolder(context), 'data');
  await seedReader(dataDir, { ...eve, tables: [] });
  const config = await filesSource(context, { 'orders.csv': 'id,region\n1,north\n' });
  const env = { AGNES_AUTH_RATELIMIT_ENABLED: '0' };
  const host = await startHost(context, { dataDir, config, env });
  await (await host.asAdmin()).sync();
  url = host.url;
  token = await signIn();
});

/** The machine of each state. */
const machineOf = async (state: State, { calls, spends }: CommandRow): Promise<Known> => {
  const machines: Readonly<Record<State, Known>> = {
    fresh: calls ? { env: { AGNES_SERVER: closed } } : {},
    signed_out: { server: url },
    server_down: { server: closed, token: 'canary-of-the-matrix' },
    no_grants: { server: url, token: spends ? await signIn() : token },
  };
  return machines[state];
};

test('every command has a row in the matrix, and no row is for another', (t) => {
  const known = { ...rows, ...hostRows };
  const names = new Set(commands.map(({ name }) => name));

  const missing = [...names].filter((name) => !Object.hasOwn(known, name));
  const surplus = Object.keys(known).filter((name) => !names.has(name));

  t.deepEqual(
    [
      ...missing.map((name) => `"agnes ${name}" has no row in test/cli/matrix/support.`),
      ...surplus.map((name) => `There is no command "agnes ${name}" for its row.`),
    ],
    [],
  );
});

const endsAsItShould = test.macro({
  title: (_, { name }: Command) =>
    `agnes ${name} ends as it should wherever it runs, for people and for programs`,
  async exec(t, command: Command, row: CommandRow) {
    const args = argumentsOf(command, row);
    const faults: string[] = [];
    for (const state of states)
      for (const isJson of [false, true]) {
        const known = await machineOf(state, row);
        const secrets = [eve.password, known.token ?? eve.password];
        // People's pipe stays silent, that of programs is closed: neither may keep a command waiting.
        const call = isJson
          ? { args: [...args, '--json'], stdin: row.stdin ?? '' }
          : { args, stdin: row.stdin };
        faults.push(...faultsOf(await runOn(t, known, call), { row, state, isJson, secrets }));
      }
    t.deepEqual(faults, []);
  },
});

for (const command of commands) {
  const row = rows[command.name];
  if (row) test.serial(endsAsItShould, command, row);
}
