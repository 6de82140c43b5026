import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ReadStream, WriteStream } from 'node:tty';
import type { ExecutionContext } from 'ava';
import { main } from '../../../../cli/main.ts';
import type { Env, World } from '../../../../cli/world.ts';
import { filesBelow } from '../../../support/files-below.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import type { Ended } from '../../run-agnes.ts';

/** What a person's machine knows of a server before a command runs. */
export interface Known {
  /** Written to `config.yaml`; nothing: there is no configuration folder. */
  readonly server?: string | undefined;
  /** Written to `token.json`. */
  readonly token?: string | undefined;
  readonly env?: Env;
}

/** How a command ended, and which files it left that were not there before. */
export interface Run extends Ended {
  readonly written: readonly string[];
}

interface Call {
  readonly args: readonly string[];
  /** What is piped in. Nothing: a pipe that nobody writes to, as a program has that is started in the background. */
  readonly stdin?: string | undefined;
}

/** Runs one command in this process, on a machine of its own where no terminal is. */
export const runOn = async (t: ExecutionContext, known: Known, { args, stdin }: Call): Promise<Run> => {
  const home = await tempFolder(t);
  const cwd = join(home, 'work');
  await mkdir(cwd);
  await prepare(home, known);
  const before = new Set(await filesBelow(home));
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = Promise.all([text(stdout), text(stderr)]);
  const input = stdin === undefined ? new PassThrough() : Readable.from([Buffer.from(stdin)]);
  const env = {
    PATH: process.env['PATH'],
    AGNES_STREAM_RETRIES: '0',
    AGNES_NO_UPDATE_CHECK: '1',
    ...known.env,
  };
  const code = await main({ ...outside, argv: args, env, cwd, home, ...streams(input, stdout, stderr) });
  stdout.end();
  stderr.end();
  const [out, err] = await said;
  const written = (await filesBelow(home)).filter((path) => !before.has(path));
  return { code, stdout: out, stderr: err, written: written.map((path) => path.slice(home.length + 1)) };
};

const outside = {
  hostname: 'matrix',
  platform: 'linux',
  pid: process.pid,
  execPath: process.execPath,
  program: '/nowhere/bin/agnes',
  now: Date.now,
} as const;

// Pipes in place of terminals: what the program asks of a stream both can do.
const streams = (stdin: Readable, stdout: PassThrough, stderr: PassThrough): Streams => ({
  stdin: stdin as ReadStream,
  stdout: stdout as unknown as WriteStream,
  stderr: stderr as unknown as WriteStream,
  // A command that waits for somebody is seen by how it ends.
  interrupted: AbortSignal.timeout(60_000),
});

type Streams = Pick<World, 'stdin' | 'stdout' | 'stderr' | 'interrupted'>;

const prepare = async (home: string, { server, token }: Known): Promise<void> => {
  if (server === undefined) return;
  const folder = join(home, '.config', 'agnes');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.yaml'), `server: ${server}\n`);
  if (token === undefined) return;
  const saved = { access_token: token, email: 'eve@example.com', server };
  await writeFile(join(folder, 'token.json'), JSON.stringify(saved), { mode: 0o600 });
};
