import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Outcome } from './command.ts';
import { ignoreMissing } from './durable-file.ts';
import { hostNotHere, hostProgramFailed } from './errors.ts';
import type { Session } from './session.ts';

/** The host's own program, where it is installed beside this one. */
export const hostProgram = fileURLToPath(new URL('../host/app/main.js', import.meta.url));

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
  const own = withoutInstance ? [] : [`--env-file-if-exists=${join(cwd, '.env')}`];
  const isJson = session.out.manner.json;
  const child = spawn(execPath, [...own, hostProgram, ...args], {
    env,
    stdio: ['inherit', isJson ? 'pipe' : 'inherit', 'inherit'],
  });
  // A Ctrl-C reaches the child from the terminal itself; twice would mean: now.
  const { interrupted } = session.world;
  const forward = () => Number(interrupted.reason) === 143 && child.kill('SIGTERM');
  interrupted.addEventListener('abort', forward);
  const output = child.stdout ? collected(child.stdout) : '';
  const [code, signal] = await once(child, 'close');
  interrupted.removeEventListener('abort', forward);
  if (signal === null && code === 0) return { data: { output: (await output).trim() } };
  const exitCode = typeof code === 'number' ? code : 1;
  return {
    data: { output: (await output).trim() },
    failure: hostProgramFailed({ command, exit_code: exitCode }),
  };
};

const collected = async (stream: NodeJS.ReadableStream): Promise<string> => {
  const chunks: string[] = [];
  for await (const chunk of stream) chunks.push(String(chunk));
  return chunks.join('');
};
