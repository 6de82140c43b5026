import { posix } from 'node:path';
import type { Entry } from './entry.ts';
import { isTabular } from './file-format.ts';
import type { Settings } from './settings.ts';

/**
 * The files of one table. Its source table is a file, else a pattern, else a folder; it is compared with what was
 * listed and never becomes a path, so nothing in it leads out of the location.
 */
export const choose = (
  entries: readonly Entry[],
  sourceTable: string,
  settings: Settings,
): readonly Entry[] => {
  const exact = entries.filter(({ name }) => name === sourceTable);
  if (exact.length > 0) return exact;
  const isPattern = /[*?[{]/.test(sourceTable);
  const folder = `${sourceTable.replace(/\/+$/, '')}/`;
  return counting(entries, settings).filter(({ name }) =>
    isPattern ? posix.matchesGlob(name, sourceTable) : name.startsWith(folder),
  );
};

/** The files that count at all. */
export const counting = (entries: readonly Entry[], settings: Settings): readonly Entry[] =>
  entries.filter(({ name }) => posix.matchesGlob(name, settings.glob ?? '**/*') && isTabular(name, settings));
