import { databasePath, statePath } from '../files/workspace-paths.ts';
import type { Session } from '../session/session.ts';
import { SnapshotFolder } from '../snapshots/folder.ts';
import { readState } from '../sync/state.ts';
import type { LocalDeps } from './local.ts';

/** What a query on the synced tables works with, for as long as `--timeout` gives it. */
export const localDeps = async (session: Session): Promise<LocalDeps> => {
  const workspace = await session.workspace();
  const { interrupted } = session.world;
  const { seconds } = session;
  const tooSlow = seconds === undefined ? undefined : AbortSignal.timeout(seconds * 1000);
  return {
    workspace,
    path: databasePath(workspace),
    state: await readState(statePath(workspace)),
    snapshots: await new SnapshotFolder(workspace).all(),
    interrupted: tooSlow ? AbortSignal.any([interrupted, tooSlow]) : interrupted,
    ...(tooSlow && { tooSlow }),
  };
};
