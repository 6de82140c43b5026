import { canonicalJson, isOutside, type LockEntry } from '../../kernel/generation-lock.ts';
import type { BisectState } from './bisect-file.ts';

type Entries = readonly LockEntry[];

/** What a search may switch off. */
export interface Searching {
  /** The plugins there are. */
  readonly now: Entries;
  /** Those of a generation in which all was well. */
  readonly good: Entries | undefined;
  /** True: without this plugin the host does not start, so that it stays on. */
  readonly isRequired: (id: string) => boolean;
  /** True: it has ended the host and is not loaded, whether it is on or off. */
  readonly isPutAway: (entry: LockEntry) => boolean;
}

/** Ids that a search halves: what was installed and is on; with `good` whatever is another than it was there. */
export const searched = ({ now, good, isRequired, isPutAway }: Searching): string[] => {
  const away = [...now, ...(good ?? [])].filter((entry) => entry.enabled && isPutAway(entry));
  const ids = good
    ? idsOf([...now, ...good]).filter((id) => textOf(now, id) !== textOf(good, id))
    : idsOf(now.filter((entry) => !isOutside(entry) && entry.enabled));
  const isThere = (id: string): boolean => good?.some((entry) => entry.id === id && entry.enabled) ?? false;
  return ids.filter((id) => !away.some((entry) => entry.id === id) && (!isRequired(id) || isThere(id)));
};

/** The first of these plugins that would not find what it remembers, or its settings, on the way to that generation or back. */
export const ofOtherVersion = (
  ids: readonly string[],
  { now, good }: Required<Pick<Searching, 'now' | 'good'>>,
): string | undefined =>
  ids.find((id) => {
    const own = [...now, ...(good ?? [])].filter((entry) => entry.id === id && !entry.sources);
    return new Set(own.map(versionsOf)).size > 1;
  });

const versionsOf = ({ config, state }: LockEntry): string => `${config.version} ${state.version}`;

/** The plugins of a step: what is on is as it was, what is off is switched off, or as it was in the good generation. */
export const pluginsOfStep = (
  { all, on }: Pick<BisectState, 'all' | 'on'>,
  began: Entries,
  good: Entries | undefined,
): Entries => {
  const isOff = (id: string): boolean => all.includes(id) && !on.includes(id);
  const kept = began.filter(({ id }) => !isOff(id));
  if (good) return [...kept, ...good.filter(({ id }) => isOff(id))];
  return [...kept, ...began.filter(({ id }) => isOff(id)).map((entry) => ({ ...entry, enabled: false }))];
};

const idsOf = (entries: Entries): string[] => [...new Set(entries.map(({ id }) => id))].sort();

const textOf = (entries: Entries, id: string): string =>
  canonicalJson(entries.filter((entry) => entry.id === id));
