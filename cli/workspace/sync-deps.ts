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
  retries: wholeNumber(session.world.env['AGNES_STREAM_RETRIES'], 3),
  interrupted: session.world.interrupted,
});

/** Downloads at a time where nobody says how many. */
export const usualParallel = ({ env }: Session['world']): number =>
  Math.min(8, Math.max(1, wholeNumber(env['AGNES_PARALLEL'], 4)));

const wholeNumber = (text: string | undefined, otherwise: number): number =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : otherwise;
