import { AsyncLocalStorage } from 'node:async_hooks';
import { runningNameOf } from './endings.ts';
import type { LeftBehind } from './left-behind.ts';
import { whileRunning } from './running-now.ts';

/** Whose code is running. */
export interface Attribution {
  /** `publisher/slug`. */
  readonly plugin: string;
  readonly version: string;
  /** The hook, or `setup`. */
  readonly during: string;
  /** True: it is called to see what it would say; nothing may come of it. */
  readonly isDry?: boolean;
  /** Is told what this code threw where nobody awaited it. */
  readonly blame?: (error: unknown) => void;
  /** Of a plugin that did not ship with the host: what it starts and would leave behind. */
  readonly outside?: LeftBehind | undefined;
}

const running = new AsyncLocalStorage<Attribution>();

/** Runs plugin code so that whatever it starts, even a stray promise, is known to be its own. */
export const attributed = <T>(attribution: Attribution, work: () => T): T =>
  running.run(attribution, () => whileRunning(runningNameOf(attribution), work));

/** Whose code this is; also true inside the handlers of `unhandledRejection` and `uncaughtException`. */
export const attributionNow = (): Attribution | undefined => running.getStore();
