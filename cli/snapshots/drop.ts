import type { Session } from '../session/session.ts';
import type { SnapshotFolder } from './folder.ts';
import { locked } from './locked.ts';
import type { Snapshot } from './snapshot.ts';

/** Removes snapshots with their views; answers whether the views wait for the next sync. */
export const dropSnapshots = (
  snapshots: readonly Snapshot[],
  folder: SnapshotFolder,
  session: Session,
): Promise<{ readonly viewsDeferred: boolean }> =>
  locked(session, async () => {
    const mended = await folder.mend();
    for (const { name } of snapshots) await folder.remove(name);
    const names = snapshots.map(({ name }) => name);
    // Loads the engine: only where there may be views.
    const { settleViews } = await import('./views.ts');
    const { fate, fault } = await settleViews(
      names,
      mended.filter(({ name }) => !names.includes(name)),
      session,
    );
    if (fault) throw fault;
    if (fate === 'deferred')
      session.out.note('The local database is open elsewhere: the views go with the next sync.');
    return { viewsDeferred: fate === 'deferred' };
  });
