import { envNumber } from '../env-number.ts';
import type { Session } from '../session/session.ts';
import { SnapshotFolder } from '../snapshots/folder.ts';
import { Neighbours } from '../sync/neighbours.ts';
import type { SyncDeps } from '../sync/sync.ts';

/** What a sync works with, as the environment and the options of every command say. */
export const depsOf = async (session: Session): Promise<SyncDeps> => ({
  http: await session.http(),
  workspace: await session.workspace(),
  neighbours: new Neighbours(session.configFolder, {
    workspace: await session.workspace(),
    pid: session.world.pid,
  }),
  snapshots: new SnapshotFolder(await session.workspace()),
  out: session.out,
  now: session.world.now,
  pid: session.world.pid,
  retries: envNumber(session.world.env, 'AGNES_STREAM_RETRIES', {
    kind: 'whole',
    min: 0,
    max: 100,
    usual: 3,
  }),
  interrupted: session.world.interrupted,
});

/** Downloads at a time where nobody says how many. */
export const usualParallel = ({ env }: Session['world']): number =>
  envNumber(env, 'AGNES_PARALLEL', { kind: 'whole', min: 1, max: 8, usual: 4 });
