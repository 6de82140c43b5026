import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';
import { type Channel, channelOver } from '@agnes/sdk/wire';
import { childNotStarted } from './child-errors.ts';
import { limited, type OnLine, readLines } from './child-output.ts';

/** How a child process is started. Nothing is inherited: what is not named here, the child does not get. */
export interface ChildOptions {
  /** Absolute path of the program, a JavaScript or TypeScript file. */
  readonly program: string;
  readonly args?: readonly string[];
  /** Flags of Node itself, before the program. */
  readonly nodeFlags?: readonly string[];
  /** The whole environment. Never a secret: it stays readable in /proc for as long as the child lives. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** RLIMIT_DATA: heap and Buffers together. Node itself wants about 600 MB of it. */
  readonly dataLimitBytes?: number;
  /** What the child prints, line by line, at most 1 MB a minute. Absent: nobody listens. */
  readonly onLine?: OnLine;
  /** Stops the child when aborted. */
  readonly signal?: AbortSignal;
}

/** How a child ended. */
export interface ChildExit {
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  /** The last 8 KiB of its stderr, for telling why. */
  readonly stderrTail: string;
}

/** A running child in a process group of its own. */
export interface Child {
  readonly pid: number;
  /**
   * Descriptor 3, which the program opens with `openChannel()`. It also closes when the host dies, however that
   * happens: a program should end when its `messages` do, and is killed if it is too busy to notice.
   */
  readonly channel: Channel;
  /** Resolves when the child is gone and its output is read; its whole group is killed by then. Never rejects. */
  readonly exited: Promise<ChildExit>;
  /** SIGTERM to the group, SIGKILL after 5 s. Resolves when it is gone. */
  stop(): Promise<void>;
  /** SIGKILL to the group, at once. */
  kill(): void;
}

const stopGraceMs = 5_000;
/** How long the outputs of a child that is gone may stay open. */
const drainMs = 2_000;
const tailBytes = 8 * 1024;

/** Starts a Node program as a child: own process group, only the environment given, fd 3 as its channel. */
export const startChild = (options: ChildOptions): Child => {
  const [command, ...args] = commandOf(options);
  const child = spawn(command, args, {
    detached: true,
    env: { ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  // Reported through the missing pid, below; without a listener it would end the host.
  child.on('error', () => {});
  const { pid } = child;
  if (pid === undefined) throw childNotStarted({ program: options.program, cwd: options.cwd ?? '.' });
  return supervised(child, pid, options);
};

const supervised = (child: ChildProcess, pid: number, { onLine, signal }: ChildOptions): Child => {
  const stderrTail = readOutput(child, onLine);
  const group = groupOf(child, pid);
  const kill = (): void => group('SIGKILL');
  const unwatched = watch(child, pid);
  const exited = exitOf(child).then(async (exit) => {
    await unwatched;
    return { ...exit, stderrTail: stderrTail() };
  });
  const stop = async (): Promise<void> => {
    group('SIGTERM');
    const patience = setTimeout(kill, stopGraceMs);
    await exited;
    clearTimeout(patience);
  };
  stopOn(signal, stop, exited);
  // 'pipe' gives a socket pair; the types only know that extra descriptors are one way or the other.
  return { pid, channel: channelOver(child.stdio[3] as Duplex), exited, stop, kill };
};

const commandOf = ({
  program,
  args = [],
  nodeFlags = [],
  dataLimitBytes,
}: ChildOptions): readonly [string, ...string[]] => {
  const limit = dataLimitBytes === undefined ? '' : `ulimit -d ${Math.ceil(dataLimitBytes / 1024)} && `;
  // Only a shell can set a resource limit and a umask between fork and exec. No value given by anybody is in its text.
  return [
    '/bin/sh',
    '-c',
    `umask 077 && ${limit}exec "$0" "$@"`,
    process.execPath,
    ...nodeFlags,
    program,
    ...args,
  ];
};

/**
 * Has a process of its own wait until nobody holds the other end of its input any more, which the kernel closes with the
 * host, and then kill the group. It is a child of the host too, so that somebody is told of its end: where the host is the
 * first process of a container, one that nobody waits for stays as a zombie. Resolves when it is gone, after the child.
 */
const watch = (child: ChildProcess, pid: number): Promise<void> => {
  const watcher: ChildProcess = spawn('/bin/sh', ['-c', 'read -r _; kill -KILL "-$0"', String(pid)], {
    detached: true,
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.stdin?.on('error', () => {});
  // Killed before its input ends: the number of the group may be somebody else's by then.
  child.once('exit', () => watcher.kill('SIGKILL'));
  // A machine with no room for one more process: the child still ends with its channel.
  return new Promise((resolve) => watcher.once('exit', () => resolve()).on('error', () => resolve()));
};

const readOutput = (child: ChildProcess, onLine: OnLine = () => {}): (() => string) => {
  const through = limited(onLine);
  let tail = Buffer.alloc(0);
  // Both exist: they were asked for as pipes.
  const [stdout, stderr] = [child.stdout as Readable, child.stderr as Readable];
  readLines(stdout, (line) => through('stdout', line));
  readLines(stderr, (line) => through('stderr', line));
  stderr.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-tailBytes);
  });
  return () => tail.toString('utf8');
};

const exitOf = async (child: ChildProcess): Promise<Omit<ChildExit, 'stderrTail'>> => {
  const outputs = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const read = outputs.map((stream) => new Promise((resolve) => stream.once('close', resolve)));
  await new Promise((resolve) => child.once('exit', resolve));
  // What escaped from the group must not hold the outputs open for ever.
  const patience = setTimeout(() => {
    for (const stream of outputs) stream.destroy();
  }, drainMs);
  await Promise.all(read);
  clearTimeout(patience);
  return { code: child.exitCode ?? undefined, signal: child.signalCode ?? undefined };
};

/** Signals the group while it is ours: once its leader is gone, the number may belong to somebody else. */
const groupOf = (child: ChildProcess, pid: number): ((signal: NodeJS.Signals) => void) => {
  let gone = false;
  const send = (signal: NodeJS.Signals): void => {
    if (gone) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // ESRCH: the group is already gone, which is what was wanted.
    }
  };
  child.once('exit', () => {
    // What the child may have started goes with it.
    send('SIGKILL');
    gone = true;
  });
  return send;
};

const stopOn = (
  signal: AbortSignal | undefined,
  stop: () => Promise<void>,
  exited: Promise<unknown>,
): void => {
  if (!signal) return;
  const onAbort = (): void => void stop();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  void exited.then(() => signal.removeEventListener('abort', onAbort));
};
