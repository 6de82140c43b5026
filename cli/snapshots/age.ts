import { statePath } from '../files/workspace-paths.ts';
import type { Session } from '../session/session.ts';
import { fetchManifest } from '../sync/manifest.ts';
import { readState } from '../sync/state.ts';
import type { SnapshotFolder } from './folder.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * How a snapshot stands to its table: `stale` when the table was read again since, `gone` when you may no longer read it
 * or it is deleted, `damaged` when its own file is not what it was, `unknown` where nobody can say.
 */
export type SnapshotState = 'current' | 'stale' | 'gone' | 'damaged' | 'unknown';

/** What is known of tables. */
export interface KnownTimes {
  /** True when the server told it just now, so that what is not listed is gone. */
  readonly isFresh: boolean;
  readonly tables: readonly {
    readonly id: string;
    readonly name: string;
    readonly updated?: string | undefined;
  }[];
}

/** When the tables were last read from their sources: by the server where it can be asked, else by the last sync. */
export const knownTimes = async (session: Session): Promise<KnownTimes> => {
  try {
    const { tables, faults } = await fetchManifest(await session.http());
    return { isFresh: faults.length === 0, tables };
  } catch (error) {
    if (session.world.interrupted.aborted) throw error;
    session.out.note(
      'The server could not be asked how old the tables are: this is what the last sync knew.',
    );
    return timesOf(await readState(statePath(await session.workspace())));
  }
};

const timesOf = ({ tables }: Awaited<ReturnType<typeof readState>>): KnownTimes => ({
  isFresh: false,
  tables: [...tables].map(([id, { name, updated }]) => ({ id, name, updated })),
});

/** The state of a snapshot, and when its table was last read. */
export const ageOf = async (
  snapshot: Snapshot,
  folder: SnapshotFolder,
  { isFresh, tables }: KnownTimes,
): Promise<{ readonly state: SnapshotState; readonly updated: string | undefined }> => {
  const { table } = snapshot.wish;
  const found = tables.find(({ id }) => id === table) ?? tables.find(({ name }) => name === table);
  const updated = found?.updated;
  if (!(await folder.isWhole(snapshot))) return { state: 'damaged', updated };
  if (!found) return { state: isFresh ? 'gone' : 'unknown', updated };
  if (updated === undefined) return { state: 'unknown', updated };
  if (Date.parse(updated) > Date.parse(snapshot.asOf)) return { state: 'stale', updated };
  return { state: isFresh ? 'current' : 'unknown', updated };
};
