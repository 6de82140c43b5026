import type { PlatformError } from '@agnes/sdk/errors';
import type { Input } from './input.ts';
import type { Session } from './session/session.ts';

/** One option as parser, help, documents and tests see it. */
export interface Flag {
  /** Long name without dashes; `no-x` is a switch that turns `x` off. */
  readonly name: string;
  readonly short?: string;
  /** What stands for the value in help; absent for a switch. */
  readonly value?: string;
  readonly repeatable?: true;
  readonly choices?: readonly string[];
  readonly summary: string;
}

/** One thing the program can do. */
export interface Command {
  /** Words of the command, as typed: `admin plugin list`. */
  readonly name: string;
  /** Other words for the same: `auth token list`. */
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** Positional arguments as help writes them: `<id>` must be given, `[sql]` may be. */
  readonly args?: readonly string[];
  readonly flags?: readonly Flag[];
  /** Whole calls, for its help. */
  readonly examples?: readonly string[];
  /** Imported only when the command runs, so that help and version stay fast. */
  readonly load: () => Promise<{ readonly run: Run }>;
}

/** What a command does. */
export type Run = (input: Input, session: Session) => Promise<Outcome>;

/** What a command found out: once for programs, once for people. */
export interface Outcome {
  /** Becomes the one JSON document, beside `ok`. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Lines for stdout without `--json`. Data inside them is already safe for a terminal. */
  readonly text?: Iterable<string>;
  /** Set when the command did part of its work and must still end as a failure. */
  readonly failure?: PlatformError;
}
