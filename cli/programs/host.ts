import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Outcome } from '../command.ts';
import { hostNotHere, hostProgramFailed } from '../errors.ts';
import { ignoreMissing } from '../files/durable-file.ts';
import type { Session } from '../session/session.ts';

/** A failure is a few lines; before it may stand the log of days. */
const longestFailure = 1000;

/** The host's own program, where it is installed beside this one. */
export const hostProgram = fileURLToPath(new URL('../../host/app/main.js', import.meta.url));

/** A command of the host's own program. */
export interface HostCommand {
  /** As it is typed here. */
  readonly command: string;
  readonly args: readonly string[];
  /** True: it is about no instance, so whatever `.env` lies around is not meant for it. */
  readonly withoutInstance?: true;
}

/** Runs the host's program with our terminal. With `--json` what it prints becomes part of the one answer. */
export const runHostProgram = async (
  session: Session,
  { command, args, withoutInstance }: HostCommand,
): Promise<Outcome> => {
  if (!(await stat(hostProgram).catch(ignoreMissing))) throw hostNotHere({ command, path: hostProgram });
  const { execPath, env, cwd } = session.world;
  // What the operator wrote down for this instance, such as DATA_DIR; what is set already wins.
  const own = withoutInstance ? [] : await envFileIn(cwd);
  const isJson = session.out.manner.json;
  const child = spawn(execPath, [...own, hostProgram, ...args], {
    env,
    stdio: isJson ? ['inherit', 'pipe', 'pipe'] : 'inherit',
  });
  // A Ctrl-C reaches the child from the terminal itself; twice would mean: now.
  const { interrupted } = session.world;
  const forward = () => Number(interrupted.reason) === 143 && child.kill('SIGTERM');
  interrupted.addEventListener('abort', forward);
  const output = child.stdout ? text(child.stdout) : '';
  const said = child.stderr ? passedOn(child.stderr, session) : [];
  const [code, signal] = await once(child, 'close');
  interrupted.removeEventListener('abort', forward);
  const data = { output: (await output).trim() };
  if (signal === null && code === 0) return { data };
  const exitCode = typeof code === 'number' ? code : 1;
  return { data, failure: hostProgramFailed({ command, exit_code: exitCode, said: await said }) };
};

/** Named only where it is: Node would say on stderr that it goes on without. */
const envFileIn = async (folder: string): Promise<readonly string[]> => {
  const path = join(folder, '.env');
  return (await stat(path).catch(ignoreMissing)) ? [`--env-file=${path}`] : [];
};

/** Passes on what a program says, and resolves to its last lines without those of its log. */
const passedOn = async (stream: Readable, { out }: Session): Promise<readonly string[]> => {
  let last = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    out.draw(String(chunk));
    last = (last + chunk).slice(-longestFailure);
  }
  return last.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('{'));
};
