import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { npmProgram } from './npm-program.ts';

const run = promisify(execFile);
const version = '2.1.332';

/**
 * The program of the client that feeds are made for; nothing where it cannot be had. It is larger than everything else
 * together, and its program lies in a package of its own for each platform.
 */
export const codingAgent = (): Promise<string | undefined> =>
  npmProgram({
    wanted: `@anthropic-ai/claude-code@${version}`,
    folder: `coding-agent/${version}`,
    program: `@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`,
  });

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
