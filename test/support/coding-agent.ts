import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The client that feeds are made for; not a dependency, since it is larger than everything else together. */
const wanted = '@anthropic-ai/claude-code@2.1.332';
const folder = fileURLToPath(new URL('../../node_modules/.cache/coding-agent/2.1.332', import.meta.url));
const program = join(
  folder,
  'node_modules/@anthropic-ai',
  `claude-code-${process.platform}-${process.arch}`,
  'claude',
);

/** The program of the client, installed once on this machine; nothing where it cannot be had. */
export const codingAgent = async (): Promise<string | undefined> => {
  const isThere = () =>
    access(program).then(
      () => true,
      () => false,
    );
  if (await isThere()) return program;
  // No script of the package runs: its program lies in a package of its own for each platform.
  const flags = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
  await run('npm', ['install', ...flags, wanted]).catch(() => undefined);
  return (await isThere()) ? program : undefined;
};

/** The client of somebody who has a token and is signed in nowhere, with nothing of their machine but git. */
export const agentOf = (path: string, home: string, token: string) => {
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    CLAUDE_CONFIG_DIR: join(home, 'config'),
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'credential.helper',
    GIT_CONFIG_VALUE_0: `!f() { echo username=any; echo password=${token}; }; f`,
  };
  return async (...args: readonly string[]) =>
    (await run(path, ['plugin', ...args], { env, cwd: home, timeout: 60_000 })).stdout;
};
