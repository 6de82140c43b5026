import type { Session } from '../session/session.ts';
import { launcher } from './launcher.ts';

/** By the event of a coding agent. */
export type HookCommands = Readonly<Record<'SessionStart' | 'SessionEnd', string>>;

/** Part of every hook of ours, and by which they are known again. */
export const hookLog = '.agnes/hooks.log';

/** What a coding agent runs when a session begins and ends. It never waits for it. */
export const hookCommands = async ({ world, called }: Session): Promise<HookCommands> => {
  const agnes = await launcher(world);
  const sync = called.commands.find(({ name }) => name === 'sync');
  const hasUpload = sync?.flags?.some(({ name }) => name === 'upload-only') === true;
  return {
    SessionStart: inBackground(`${agnes} sync --quiet`),
    SessionEnd: inBackground(`${agnes} sync ${hasUpload ? '--upload-only ' : ''}--quiet`),
  };
};

const inBackground = (command: string): string =>
  `cd "\${CLAUDE_PROJECT_DIR:-.}" && (nohup ${command} </dev/null >/dev/null 2>>${hookLog} &)`;
