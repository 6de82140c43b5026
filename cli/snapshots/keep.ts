import type { Outcome } from '../command.ts';
import { statePath } from '../files/workspace-paths.ts';
import type { Session } from '../session/session.ts';
import { checkSameServer } from '../sync/same-server.ts';
import { readState } from '../sync/state.ts';
import { byteText } from '../terminal/byte-text.ts';
import { badSnapshotName, nameOfSyncedTable, snapshotExists } from './errors.ts';
import type { Estimate } from './estimate.ts';
import type { SnapshotFolder } from './folder.ts';
import { locked } from './locked.ts';
import { roomFor } from './room.ts';
import { isSameName, isSnapshotName, type Snapshot, snapshotJson } from './snapshot.ts';
import type { ViewFate } from './views.ts';

/** What a snapshot is to be called, and whether it may replace one. */
interface Named {
  readonly name: string;
  readonly force: boolean;
}

/** Refuses a name that is none, that a synced table has, or that is taken. */
export const checkName = async (
  { name, force }: Named,
  folder: SnapshotFolder,
  session: Session,
): Promise<void> => {
  if (!isSnapshotName(name)) throw badSnapshotName({ name, reason: 'it is no name that a view can have' });
  const state = await readState(statePath(await session.workspace()));
  checkSameServer(state, await session.server());
  const synced = [...state.tables.values()].find((table) => isSameName(table.name, name));
  if (synced) throw nameOfSyncedTable({ name, table: synced.name });
  if (!force && (await folder.has(name))) throw snapshotExists({ name });
};

/** Whole rows, and what they may replace. */
interface Kept {
  readonly side: string;
  readonly folder: SnapshotFolder;
  readonly force: boolean;
  readonly estimate: Estimate | undefined;
}

/** Puts a snapshot in place, once more looked at: others may have been quicker. */
export const keep = async (
  arrived: Snapshot,
  { side, folder, force, estimate }: Kept,
  session: Session,
): Promise<Outcome> => {
  const { bytes } = arrived;
  // The spelling that is there stays: some file systems take both for one file.
  const name = (await folder.find(arrived.name))?.name ?? arrived.name;
  const snapshot = { ...arrived, name };
  const { fate, fault } = await locked(session, async () => {
    const mended = await folder.mend();
    await checkName({ name, force }, folder, session);
    const room = await roomFor(name, folder, session.world.env);
    if (bytes > room.bytes) throw room.full();
    await folder.install(snapshot, side, session.world.pid);
    const { settleViews } = await import('./views.ts');
    return await settleViews([name], [...mended, folder.viewOf(name)], session);
  });
  tellFate(name, fate, session);
  return {
    data: {
      ...snapshotJson(snapshot),
      path: folder.fileOf(name),
      view: fate,
      estimate: estimate?.told ?? null,
    },
    text: [`Snapshot ${name}: ${snapshot.rows} rows, ${byteText(bytes)}, as of ${snapshot.asOf}.`],
    ...(fault && { failure: fault }),
  };
};

const tellFate = (name: string, fate: ViewFate, { out }: Session): void => {
  if (fate === 'made') out.note(`Query it with: agnes query "SELECT * FROM ${name}"`);
  if (fate === 'taken')
    out.note(
      `"${name}" is a table or view of yours: it stays, and the snapshot has no view. Its file is there.`,
    );
  if (fate === 'deferred')
    out.note('The local database is open elsewhere: its view follows with the next sync.');
};
