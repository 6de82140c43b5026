import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The client that feeds are made for; not a dependency, since it is larger than everything else together. */
const version = '2.1.332';
const wanted = `@anthropic-ai/claude-code@${version}`;

/** One folder for all checkouts of a machine. */
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'agnes-tests', 'coding-agent');
const folder = join(cache, version);
const programIn = (place: string): string =>
  join(place, 'node_modules/@anthropic-ai', `claude-code-${process.platform}-${process.arch}`, 'claude');

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The program of the client, installed once on this machine; nothing where it cannot be had. */
export const codingAgent = async (): Promise<string | undefined> => {
  const program = programIn(folder);
  if (await isThere(program)) return program;
  await mkdir(cache, { recursive: true });
  // Whole or not at all: another test may be looking for it.
  const incoming = await mkdtemp(join(cache, '.incoming-'));
  try {
    // No script of the package runs: its program lies in a package of its own for each platform.
    const flags = ['--prefix', incoming, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
    await run('npm', ['install', ...flags, wanted]).catch(() => undefined);
    if (await isThere(programIn(incoming))) await rename(incoming, folder).catch(() => undefined);
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
  return (await isThere(program)) ? program : undefined;
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
