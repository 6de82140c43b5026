import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { defineError, type ErrorKind } from '@agnes/sdk/errors';
import type { Outcome } from '../command.ts';
import { hostNotHere, hostProgramFailed } from '../errors.ts';
import { ignoreMissing } from '../files/durable-file.ts';
import { objectOf, readJson, textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { safeText } from '../terminal/safe-text.ts';

const program = fileURLToPath(new URL('../../host/app/main.js', import.meta.url));

/** What a program for plugin authors is asked; paths may be relative to the current folder. */
export interface AuthorAsk {
  readonly folder: string;
  readonly kind?: string | undefined;
  readonly id?: string | undefined;
  readonly mode?: string | undefined;
  readonly out?: string | undefined;
  readonly html?: string | undefined;
  readonly settings?: string | undefined;
  readonly tables?: string | undefined;
  readonly name?: string | undefined;
}

/** Has the host beside this program do something with the folder of a plugin, and tells what it answers. */
export const runAuthorProgram = async (session: Session, name: string, ask: AuthorAsk): Promise<Outcome> => {
  const command = `plugin ${name}`;
  if (!(await stat(program).catch(ignoreMissing))) throw hostNotHere({ command, path: program });
  const { execPath, env, cwd, interrupted } = session.world;
  const request = {
    ...ask,
    folder: resolve(cwd, ask.folder),
    ...(ask.out !== undefined && { out: resolve(cwd, ask.out) }),
    ...(ask.html !== undefined && { html: resolve(cwd, ask.html) }),
    ...(ask.settings !== undefined && { settings: resolve(cwd, ask.settings) }),
  };
  const child = spawn(execPath, [program, 'author', name, JSON.stringify(request)], {
    env,
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    // In a group of its own, which is ended as a whole: it starts the plugin's own tests.
    detached: true,
  });
  const end = (): void => endGroup(child.pid);
  interrupted.addEventListener('abort', end);
  const [output] = await Promise.all([
    text(child.stdout),
    new Promise((ended, failed) => child.once('close', ended).once('error', failed)),
  ]);
  interrupted.removeEventListener('abort', end);
  interrupted.throwIfAborted();
  if (child.exitCode !== 0) throw hostProgramFailed({ command, exit_code: child.exitCode ?? 1 });
  return outcomeOf(objectOf(readJson(output)));
};

const endGroup = (leader: number | undefined): void => {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGTERM');
  } catch {
    // It has just ended by itself.
  }
};

const outcomeOf = (answer: Readonly<Record<string, unknown>>): Outcome => {
  const { data, text: lines, failure } = answer;
  return {
    data: objectOf(data),
    ...(Array.isArray(lines) && { text: lines.map((line) => safeText(String(line))) }),
    ...(failure !== undefined && { failure: failureOf(objectOf(failure)) }),
  };
};

const failureOf = (told: Readonly<Record<string, unknown>>) =>
  defineError<Readonly<Record<string, unknown>>>({
    code: textOf(told['code']) ?? 'unexpected',
    // The same table of kinds is on the other side.
    kind: (textOf(told['kind']) ?? 'internal') as ErrorKind,
    message: () => textOf(told['message']) ?? '',
    hint: textOf(told['hint']) ?? '',
  })(objectOf(told['details']));
