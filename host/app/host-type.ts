import type { Plugins } from '../kernel/plugins.ts';
import type { WantedSource } from './wanted-sources.ts';

/** A host that serves. Disposing of it stops everything it started, last first. */
export interface Host extends AsyncDisposable {
  readonly url: string;
  readonly version: string;
  /** There while nobody is administrator. */
  readonly setupCode: SetupCode | undefined;
  /** Replaces plugins at run time. */
  readonly plugins: Pick<Plugins, 'stage'>;
  /** Makes a source with its tables, or brings it to what is wanted; throws what is wrong with it. */
  ensureSource(wanted: WantedSource): Promise<void>;
  /** Runs the sources that have tables without data, until the signal; resolves to one line for each table that failed. */
  loadFirstData(signal?: AbortSignal): Promise<readonly string[]>;
}

/** The one-time code that makes the first administrator. */
export interface SetupCode {
  readonly code: string;
  readonly expiresAt: Date;
}
