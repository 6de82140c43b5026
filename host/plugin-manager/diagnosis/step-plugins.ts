import { canonicalJson, type LockEntry } from '../../kernel/generation-lock.ts';
import type { BisectState } from './bisect-file.ts';

type Entries = readonly LockEntry[];

/** Ids that a search halves: what was installed and is on; with `good` whatever is another than it was there. */
export const searched = (now: Entries, good: Entries | undefined): string[] => {
  if (!good) return idsOf(now.filter(({ source, enabled }) => source.type !== 'bundled' && enabled));
  return idsOf([...now, ...good]).filter((id) => textOf(now, id) !== textOf(good, id));
};

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
