import { channel } from 'node:diagnostics_channel';

/** A hook call of one plugin that is over. */
export interface HookTrace {
  readonly plugin: string;
  readonly hook: string;
  readonly ms: number;
  /** Why it failed. */
  readonly error?: string;
}

/** A task of a connector or a job that is over. */
export interface RunTrace {
  readonly plugin: string;
  readonly command: string;
  readonly source?: string;
  readonly ms: number;
  /** What was read, or how many tables there are. */
  readonly tables: readonly string[];
  /** What the tables that were read keep in mind from here on, by name. */
  readonly states?: Readonly<Record<string, unknown>>;
  /** Why it failed, without secrets. */
  readonly error?: string;
}

/** Where calls of hooks are told to whoever listens in this process; nobody does in a host that serves. */
export const hookTraces = channel('agnes.hook');

/** The same for tasks of connectors. */
export const runTraces = channel('agnes.run');
