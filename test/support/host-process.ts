import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { compileCache } from './compile-cache.ts';
import { tempFolder } from './temp-folder.ts';

/** How a host is started. What is left out is made: an empty data folder, a small configuration. */
export interface HostOptions {
  /** Default: serve. */
  readonly program?: 'serve' | 'demo' | 'audit-verify';
  /** Sections of `instance.yaml`, over those it must have. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly dataDir?: string;
}

/** A host's process and what it has said so far. */
export interface HostProcess {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly dataDir: string;
  stdout(): string;
  stderr(): string;
  /** Resolves to the exit code when it is gone and its output is read. */
  readonly ended: Promise<number | null>;
}

/** How a host ended that was not meant to stay. */
export interface HostEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const entry = fileURLToPath(new URL('../../host/app/main.js', import.meta.url));

const smallest = {
  instance: { name: 'Journey' },
  auth: { allowed_domain: '' },
  server: { host: '127.0.0.1', hostname: 'localhost', port: 0 },
  // One is enough to be asked, and each costs half a second of a processor.
  query: { workers: 1 },
  // Each change of plugins waits for as long; what breaks does so at once.
  plugin_install: { watch_seconds: 1 },
};

// What the program sets for itself by starting over, but for a nursery that is not small: one that saves the memory of a
// host that stays costs a fifth of a start. The demo starts over as it does for everybody.
const shortLived = {
  flags: ['--min-semi-space-size=16', '--max-semi-space-size=32'],
  env: { UV_THREADPOOL_SIZE: '32' },
};

/** Writes a configuration that a host can start on: the smallest one, with these sections over it. */
export const configFile = async (
  t: ExecutionContext,
  config: HostOptions['config'] = {},
): Promise<string> => {
  const path = join(await tempFolder(t), 'instance.yaml');
  // JSON is YAML.
  await writeFile(path, JSON.stringify({ ...smallest, ...config }));
  return path;
};

/** Starts the program as an operator would, on a free port; whatever the test does, its process ends with the test. */
export const spawnHost = async (t: ExecutionContext, options: HostOptions): Promise<HostProcess> => {
  const dataDir = options.dataDir ?? join(await tempFolder(t), 'data');
  const config = await configFile(t, options.config);
  const { program = 'serve' } = options;
  const short = program === 'serve' ? shortLived : { flags: [], env: {} };
  const child = spawn(process.execPath, [...short.flags, entry, program], {
    env: {
      PATH: process.env['PATH'] ?? '',
      ...compileCache,
      ...short.env,
      AGNES_CONFIG: config,
      DATA_DIR: dataDir,
      PORT: '0',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
  const ended = once(child, 'close').then(() => child.exitCode);
  t.teardown(() => endProcess(child, ended));
  return { child, dataDir, stdout, stderr, ended };
};

/** Runs the program to its end, for starts that are refused. */
export const runHost = async (t: ExecutionContext, options: HostOptions = {}): Promise<HostEnd> => {
  const { ended, stdout, stderr } = await spawnHost(t, options);
  return { code: await ended, stdout: stdout(), stderr: stderr() };
};

const textOf = (stream: Readable): (() => string) => {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
};

const endProcess = async (child: HostProcess['child'], ended: HostProcess['ended']): Promise<void> => {
  const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(patience);
};
