import type { LockEntry } from './generation-lock.ts';

/** Remembers which plugins have ended the host, so that they do not do it at every start. */
export interface Endings {
  /** Why its code is not loaded; nothing when it may be. */
  reason(entry: LockEntry): string | undefined;
  /** An administrator has switched it on by its name: whatever it did, it is tried once more. */
  forgive(entry: LockEntry): Promise<void>;
  /** Its code is about to be loaded into this process. Disposing says that the host has survived that. */
  loading(entry: LockEntry): Promise<AsyncDisposable>;
}

/** How a version of a plugin is called where its code runs. */
export const runningNameOf = ({ plugin, version }: { readonly plugin: string; readonly version: string }) =>
  `${plugin}@${version}`;
