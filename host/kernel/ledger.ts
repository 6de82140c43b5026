import type { Failure } from '@agnes/sdk/extract';

/** Which code it was. */
export interface CodeStamp {
  /** `publisher/slug`. */
  readonly plugin: string;
  readonly version: string;
  /** Of its files. Absent: it ships with the host. */
  readonly treeHash?: string;
}

/** Whose fault a failure is. */
export type StatusSource = 'config' | 'upstream' | 'plugin' | 'host';

/** How a call of a tap ended. `pass`: it had nothing to say; `skipped`: the breaker kept it from being called. */
export type CallOutcome = 'ok' | 'pass' | 'veto' | 'error' | 'timeout' | 'bad_result' | 'skipped';

/** A failure of a plugin, whatever it was doing. */
export interface CodeFailure extends CodeStamp {
  /** Such as `hook:beforeQuery`, `read:shop`, `job:backfill` or `setup`. */
  readonly during: string;
  readonly class: Failure['class'];
  readonly code: string;
  readonly message: string;
  readonly statusSource: StatusSource;
  /** The top of the stack, as far as it lies in the folder of the plugin. */
  readonly frames: readonly string[];
}

/** One call of one tap that is over. */
export interface HookCall extends CodeStamp {
  readonly hook: string;
  /** Which of the taps its plugin has of this hook, from 0. */
  readonly tap: number;
  /** What the tap was given: frozen, so it may be written down later. */
  readonly input: unknown;
  readonly answer?: unknown;
  readonly ms: number;
  readonly outcome: CallOutcome;
  /** Why there is no answer. */
  readonly failure?: CodeFailure;
}

/** One task of a child that is over. */
export interface RunEnd extends CodeStamp {
  readonly command: string;
  readonly source?: string;
  readonly ms: number;
  /** Highest resident memory that was seen, in bytes. */
  readonly peakBytes: number;
  /** Bytes in its staging folder at the end. */
  readonly bytes: number;
  readonly failures: readonly CodeFailure[];
}

/** One use of what a manifest asks for, named as a grant is. */
export interface Use extends CodeStamp {
  readonly capability: string;
  /** True: it was not granted, and did not happen. */
  readonly refused?: boolean;
}

/** A request that a plugin sent through the host. */
export interface HttpUse extends CodeStamp {
  readonly host: string;
  /** Absent: there was no answer. */
  readonly status?: number;
}

/** How bad a line of a log is. */
export type LineLevel = 'info' | 'warn' | 'error';

/** A line that a plugin wrote, or that is about it. */
export interface PluginLine extends CodeStamp {
  readonly level: LineLevel;
  readonly during: string;
  readonly message: string;
}

/** What a connector brought of one table, as readers see it. */
export interface TableBrought extends CodeStamp {
  readonly table: string;
  readonly rows: number;
}

/** Where the kernel tells what plugins do. Everything returns at once, and nothing of it throws. */
export interface PluginLedger {
  called(call: HookCall): void;
  ran(run: RunEnd): void;
  failed(failure: CodeFailure): void;
  used(use: Use): void;
  requested(request: HttpUse): void;
  said(line: PluginLine): void;
  brought(table: TableBrought): void;
  /** A plugin was set up. */
  started(code: CodeStamp): void;
  /** Of the code that runs now. Absent: nothing was ever installed. */
  readonly generation: number | undefined;
  /** From now on calls are made by this generation. Absent: nothing was ever installed. */
  entered(generation: number | undefined): void;
}
