import type { GenerationLock, LockEntry } from '../../kernel/generation-lock.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { forgetSettings } from '../settings/config-repository.ts';
import { openJournal } from '../settings/journal.ts';
import type { Snapshots } from '../state/snapshots.ts';

/** Where lies what goes back with a generation. */
export interface CompanionSweep {
  /** Folder of the generations. */
  readonly generations: string;
  readonly snapshots: Pick<Snapshots, 'sweep'>;
  readonly store: Pick<SystemStore, 'keep'>;
}

/** What stays. */
interface Staying {
  readonly left: readonly GenerationLock[];
  /** Their entries, and what is planned. */
  readonly entries: readonly LockEntry[];
  readonly current: number;
}

/** Removes settings that belong to none of these generations, and copies of what sources remembered for none of these entries. */
export const sweepCompanions = async (
  { left, entries, current }: Staying,
  { generations, snapshots, store }: CompanionSweep,
): Promise<number> => {
  // What is still to be put in may be one of them.
  if (await openJournal(generations)) return 0;
  const but = new Set(left.map(({ generation }) => generation));
  // What is newer is being made, or failed and is followed by none yet.
  await store.keep((tx) => forgetSettings(tx, { before: current, but }));
  const named = new Set(entries.map(({ id, state }) => `${id} ${state.version}`));
  return snapshots.sweep(({ plugin, version }) => named.has(`${plugin} ${version}`));
};
