import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { compileCache } from '../support/compile-cache.ts';
import { token } from './stand-in.ts';

const ownEntry = fileURLToPath(new URL('../../cli/agnes.js', import.meta.url));

/** How one run of the program ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run of the program finds around itself. */
interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string | undefined;
  /** Another program than that of these sources. */
  readonly entry?: string;
}

/** A person's machine: a workspace and a configuration folder, both empty at first. */
export class Machine {
  readonly workspace: string;
  readonly config: string;
  readonly env: Record<string, string>;
  readonly #entry: string;

  constructor(folder: string, server: string, entry: string) {
    this.#entry = entry;
    this.workspace = join(folder, 'work');
    this.config = join(folder, 'config');
    this.env = {
      PATH: process.env['PATH'] ?? '',
      ...compileCache,
      HOME: folder,
      AGNES_CONFIG_DIR: this.config,
      AGNES_LOCAL_DIR: this.workspace,
      AGNES_SERVER: server,
      AGNES_TOKEN: token,
      AGNES_STREAM_RETRIES: '0',
    };
  }

  /** A file of the workspace. */
  path(...parts: readonly string[]): string {
    return join(this.workspace, ...parts);
  }

  /** Starts the program and lets it run. */
  start(args: readonly string[], surroundings: Surroundings = {}): ChildProcess {
    const { env = {}, cwd = this.env['HOME'], entry = this.#entry } = surroundings;
    return spawn(process.execPath, [entry, ...args], { env: { ...this.env, ...env }, cwd });
  }

  /** Runs the program to its end; `stdin` is what is piped in. */
  async run(
    args: readonly string[],
    { stdin = '', ...surroundings }: Surroundings & { readonly stdin?: string } = {},
  ): Promise<Ended> {
    const child = this.start(args, surroundings);
    child.stdin?.end(stdin);
    return ended(child);
  }

  /** Runs the program with `--json` and answers the document it wrote. */
  async json(args: readonly string[]): Promise<Record<string, unknown>> {
    const { stdout } = await this.run([...args, '--json']);
    return JSON.parse(stdout);
  }
}

/** Waits for a started program and gathers what it said. */
export const ended = async (child: ChildProcess): Promise<Ended> => {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('The program has no output.');
  const [out, err] = await Promise.all([text(stdout), text(stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout: out, stderr: err };
};

/** A machine that is signed in to a server. */
export const newMachine = async (t: ExecutionContext, server: string, entry = ownEntry): Promise<Machine> => {
  const folder = await mkdtemp(join(tmpdir(), 'agnes-cli-'));
  // The look for a newer version may still be writing: nobody waits for it.
  t.teardown(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return new Machine(folder, server, entry);
};
