import type { ReadStream, WriteStream } from 'node:tty';

/** Everything outside the program that a command may see or touch; only the entry reads it from the process. */
export interface World {
  readonly argv: readonly string[];
  readonly env: Env;
  readonly cwd: string;
  readonly home: string;
  /** What this machine is called. */
  readonly hostname: string;
  readonly platform: string;
  readonly pid: number;
  readonly execPath: string;
  /** How this program was started: its own path, or a link to it. */
  readonly program: string;
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly stderr: WriteStream;
  /** Milliseconds UTC. */
  readonly now: () => number;
  /** Aborted by Ctrl-C or a request to end; the reason is the exit code. */
  readonly interrupted: AbortSignal;
}

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;
