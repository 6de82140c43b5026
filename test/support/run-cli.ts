import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { compileCache } from './compile-cache.ts';
import { tempFolder } from './temp-folder.ts';

const entry = fileURLToPath(new URL('../../cli/agnes.js', import.meta.url));

/** How the command line ended. */
export interface CliEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where the command line runs. */
export interface CliOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What is piped in. */
  readonly input?: string;
  /** Called with all of stderr so far, whenever there is more of it. */
  readonly onStderr?: (said: string) => void;
}

/** A person's machine: an empty workspace as the current folder, and an empty configuration folder. */
export const newWorkspace = async (t: ExecutionContext): Promise<CliOptions> => {
  const home = await tempFolder(t);
  const cwd = join(home, 'work');
  await mkdir(cwd);
  return { cwd, env: { HOME: home, AGNES_CONFIG_DIR: join(home, 'config') } };
};

/** Runs `agnes` with these arguments in a process of its own. */
export const runCli = async (
  t: ExecutionContext,
  args: readonly string[],
  { env, cwd, input = '', onStderr = () => undefined }: CliOptions,
): Promise<CliEnd> => {
  const child = spawn(process.execPath, [entry, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...compileCache, ...env },
  });
  t.teardown(() => void child.kill('SIGKILL'));
  child.stdin.end(input);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
    onStderr(stderr);
  });
  const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
};
