import type { Entry } from './entry.ts';
import type { Settings } from './settings.ts';

/** What tells one content of a file from another. */
export interface Mark {
  readonly name: string;
  readonly size?: number;
  readonly mtimeMs?: number;
  readonly etag?: string;
  readonly lastModified?: string;
  /** Of a file that was fetched: its server may say nothing of when it changed. */
  readonly sha256?: string;
}

/** What was read when the table was last published: its files, and the settings they were read with. */
export interface Ledger {
  readonly settings: string;
  readonly files: readonly Mark[];
}

/** The ledger a table left behind, if its files were read with these settings. */
export const ledgerOf = (state: unknown, settings: Settings): Ledger | undefined => {
  // The host hands back what this connector yielded, or nothing.
  const ledger = state as Ledger | undefined;
  return ledger?.settings === keyOf(settings) ? ledger : undefined;
};

/** What is to be remembered of these files. */
export const newLedger = (settings: Settings, files: readonly Mark[]): Ledger => ({
  settings: keyOf(settings),
  files,
});

/** True when exactly these files were read last time, and none has changed since. */
export const isUnchanged = (ledger: Ledger | undefined, entries: readonly Entry[]): boolean =>
  JSON.stringify(ledger?.files) === JSON.stringify(entries.map(markOf));

/** What tells a file in a folder from its other contents. */
export const markOf = ({ name, size, mtimeMs }: Entry): Mark => ({
  name,
  ...(size !== undefined && { size }),
  ...(mtimeMs !== undefined && { mtimeMs }),
});

// Only what decides how a file is read: a new glob shows in the files themselves.
const keyOf = (settings: Settings): string => {
  const { location, format, csv, xlsx, types, all_text, union_by_name, add_file_column, mode } = settings;
  return JSON.stringify({
    location,
    format,
    csv,
    xlsx,
    types,
    all_text,
    union_by_name,
    add_file_column,
    mode,
  });
};
