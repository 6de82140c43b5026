import { AsyncLocalStorage } from 'node:async_hooks';

/** Whose code is running. */
export interface Attribution {
  /** `publisher/slug`. */
  readonly plugin: string;
  readonly version: string;
  /** The hook, or `setup`. */
  readonly during: string;
  /** True: it is called to see what it would say; nothing may come of it. */
  readonly isDry?: boolean;
  /** Told of what it left behind and nobody caught. */
  readonly stray?: (error: unknown) => void;
}

const running = new AsyncLocalStorage<Attribution>();

/** Runs plugin code so that whatever it starts, even a stray promise, is known to be its own. */
export const attributed = <T>(attribution: Attribution, work: () => T): T => running.run(attribution, work);

/** Whose code this is; also true inside the handlers of `unhandledRejection` and `uncaughtException`. */
export const attributionNow = (): Attribution | undefined => running.getStore();
