import { instanceState, setInstanceState } from '../../store/instance-state.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Journal, StateChange } from '../settings/journal.ts';
import { migrated } from '../settings/migration-file.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';
import { replaceState, type StateRow, sourcesOf, stateOf } from './state-repository.ts';

interface Settling {
  readonly store: Pick<SystemStore, 'keep'>;
  readonly snapshots: Pick<Snapshots, 'read' | 'putBack'>;
  readonly now: () => number;
}

const key = 'plugin_state_settled';

/** Has connectors remember what a change wants them to, once: after a crash it may be asked again. */
export const settleState =
  ({ store, snapshots, now }: Settling) =>
  async ({ id, state }: Pick<Journal, 'id' | 'state'>): Promise<void> => {
    if (state.length === 0) return;
    const wanted = await Promise.all(state.map((change) => withSnapshot(change, snapshots)));
    await store.keep(async (tx) => {
      if ((await instanceState(tx, key)) === id) return;
      for (const { change, snapshot } of wanted) {
        const sources = await sourcesOf(tx, change.plugin);
        await replaceState(tx, sources, changedRows(await stateOf(tx, sources), change, snapshot));
      }
      await setInstanceState(tx, { key, value: id, at: new Date(now()) });
    });
    for (const { plugin, steps, snapshot } of state) if (!steps) await snapshots.putBack(plugin, snapshot);
  };

const withSnapshot = async (change: StateChange, snapshots: Pick<Snapshots, 'read'>) => ({
  change,
  snapshot: change.snapshot === undefined ? undefined : await snapshots.read(change.snapshot),
});

const changedRows = (
  rows: readonly StateRow[],
  { steps, from, to }: StateChange,
  snapshot: Snapshot | undefined,
): readonly StateRow[] => {
  if (!steps) return snapshot?.rows ?? [];
  return rows.map((row) =>
    // A run that began before another change may have left what is older; nobody is told that.
    row.state_version === (from ?? row.state_version)
      ? {
          ...row,
          state: JSON.stringify(migrated(JSON.parse(row.state), steps)),
          state_version: to ?? row.state_version,
        }
      : row,
  );
};
