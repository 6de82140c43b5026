import { mkdir } from 'node:fs/promises';
import { isPlatformError } from '@agnes/sdk/errors';
import type { Outcome } from '../command.ts';
import type { Input } from '../input.ts';
import type { Session } from '../session/session.ts';
import { noteServer } from '../session/settings.ts';
import { trustServer } from '../trust/trust-server.ts';
import { bringSkills } from './bring-skills.ts';
import { writeClaudeMd } from './claude-md.ts';
import { writeSettings } from './claude-settings.ts';
import { setupIncomplete } from './errors.ts';
import { firstSync } from './first-sync.ts';
import { passGate } from './gate.ts';
import { hookCommands } from './hook-commands.ts';
import { layOut } from './layout.ts';
import { signIn } from './signed-in.ts';
import { smokeQuery } from './smoke-query.ts';
import type { Step } from './step.ts';
import { told } from './told.ts';

/** Makes a folder a workspace, or brings one up to date. Only sign-in and sync can fail it; again it changes nothing. */
export const setUp = async (input: Input, session: Session): Promise<Outcome> => {
  const named = input.text('server-url');
  if (named !== undefined) session.useServer(named);
  const [workspace, server] = [await session.workspace(), await session.server()];
  await passGate(workspace, { server, force: input.on('force') });
  await trustServer(session, input.text('ca-file'));
  const steps: Step[] = [await signIn(session, { withBrowser: !input.on('no-browser') })];
  // So that what begins in this folder, such as a hook, may use the token of the environment.
  await noteServer(session.configFolder, server, session.world.pid);
  await mkdir(workspace, { recursive: true });
  steps.push(await layOut(workspace, server, session.world));
  for (const [step, make] of agentSteps(input, session)) {
    steps.push(await unlessFailing(step, make));
  }
  const { step: synced, left, failed } = await firstSync(session);
  steps.push(synced);
  const smoke = await smokeQuery(session).catch(failedAs('smoke_query'));
  steps.push('sql' in smoke ? smoke.step : smoke);
  const sql = 'sql' in smoke ? smoke.sql : undefined;
  const outcome = told({ workspace, server, steps, left, sql, cwd: session.world.cwd });
  return failed > 0 ? { ...outcome, failure: setupIncomplete({ failed }) } : outcome;
};

type Made = readonly [step: Step['step'], make: (() => Promise<Step>) | undefined];

/** What a coding agent finds in the folder; `undefined` for what nobody wants. */
const agentSteps = (input: Input, session: Session): readonly Made[] => [
  [
    'settings',
    async () => {
      const hooks = input.on('no-hooks') ? undefined : await hookCommands(session);
      return writeSettings(await session.workspace(), hooks, session.world.pid);
    },
  ],
  [
    'claude_md',
    input.on('no-claude-md')
      ? undefined
      : async () =>
          writeClaudeMd(await session.http(), {
            workspace: await session.workspace(),
            pid: session.world.pid,
          }),
  ],
  ['marketplace', input.on('no-marketplace') ? undefined : () => bringSkills(session)],
];

const unlessFailing = async (step: Step['step'], make: Made[1]): Promise<Step> =>
  make ? make().catch(failedAs(step)) : { step, state: 'skipped', detail: 'as you asked' };

/** What fails beside sign-in and sync is told, and the rest goes on; Ctrl-C and faults of ours do not. */
const failedAs =
  (step: Step['step']) =>
  (error: unknown): Step => {
    if (!isPlatformError(error) || error.code === 'interrupted') throw error;
    return { step, state: 'failed', detail: `${error.message} ${error.hint}`.trim() };
  };
