import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ignoreMissing } from '../files/durable-file.ts';
import { readInstalled } from '../skills/installed.ts';
import { offeredPlugins } from '../skills/offered.ts';
import { ownHooks, readSettings, settingsPath, writeSettings } from '../workspace/claude-settings.ts';
import { hookCommands, hookLog } from '../workspace/hook-commands.ts';
import { findProgram } from '../workspace/launcher.ts';
import { readAbout } from '../workspace/layout.ts';
import { type Check, fail, ok, skip, warn } from './check.ts';
import type { Patient } from './patient.ts';

const patienceMs = 20_000;

const hooks: Check = {
  component: 'hooks',
  look: async (patient) => {
    const { session } = patient;
    const workspace = await session.workspace();
    if (!(await readAbout(workspace))) return skip('there is no workspace');
    const own = ownHooks((await readSettings(settingsPath(workspace))) ?? {});
    if (Object.values(own).flat().length === 0) return warn('coding agents run no hook', 'agnes setup');
    const wanted = Object.entries(await hookCommands(session));
    if (wanted.some(([event, command]) => own[event]?.includes(command) !== true)) {
      return warn('the hooks are not those of this program', 'agnes diagnose --fix');
    }
    if (!(await starts(patient))) return fail('what the hooks call does not start', 'Install agnes again.');
    const last = (await lastLine(join(workspace, hookLog))) ?? '';
    if (/^Error|^HTTP/.test(last)) return warn(`the last hook failed: ${last}`, 'agnes sync');
    return ok('they name a program that starts');
  },
  mend: async ({ session }) => {
    const workspace = await session.workspace();
    const own = ownHooks((await readSettings(settingsPath(workspace))) ?? {});
    // Who has none may not want any.
    if (Object.values(own).flat().length === 0) return;
    await writeSettings(workspace, await hookCommands(session), session.world.pid);
  },
};

/** Runs the program that the hooks name, as far as its version. */
const starts = async ({ session: { world } }: Patient): Promise<boolean> => {
  const named = await findProgram('agnes', world);
  const [program, args] =
    named === undefined ? [world.execPath, [world.program, '--version']] : [named, ['--version']];
  const { AGNES_TOKEN: _secret, ...env } = world.env;
  const options = { env, timeout: patienceMs, signal: world.interrupted, shell: /\.cmd$/.test(program) };
  return promisify(execFile)(program, args, options).then(
    () => true,
    () => false,
  );
};

const lastLine = async (path: string): Promise<string | undefined> =>
  (await readFile(path, 'utf8').catch(ignoreMissing))
    ?.trimEnd()
    .split('\n')
    .findLast((line) => !/^\s/.test(line));

const tools: Check = {
  component: 'tools',
  look: async ({ session: { world } }) => {
    const found = await Promise.all(['git', 'claude'].map((name) => findProgram(name, world)));
    const missing = ['git', 'claude'].filter((_name, i) => found[i] === undefined);
    return missing.length > 0
      ? warn(`not found: ${missing.join(', ')}`, 'Install them, or make sure that PATH has their folder.')
      : ok(found.join(', '));
  },
};

const marketplace: Check = {
  component: 'marketplace',
  look: async (patient) => {
    const offered = (await offeredPlugins(await patient.http())).filter(({ isOn }) => isOn);
    const folder = join(await patient.session.workspace(), '.claude', 'skills');
    const here = (await readInstalled(folder)).plugins;
    const old = offered.filter(({ id, version }) => here[id] && here[id].version !== version);
    const gone = Object.keys(here).filter((id) => !offered.some((one) => one.id === id));
    const told = `${offered.length} plugins are yours and on, ${Object.keys(here).length} are here`;
    if (old.length + gone.length > 0) {
      return warn(
        `${told}; ${old.length} are old and ${gone.length} not yours any more`,
        'agnes skills update',
      );
    }
    return ok(told);
  },
};

/** What coding agents need. */
export const agentChecks: readonly Check[] = [hooks, tools, marketplace];
