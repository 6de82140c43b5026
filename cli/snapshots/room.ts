import { envNumber } from '../env-number.ts';
import type { Env } from '../world.ts';
import { snapshotQuotaFull } from './errors.ts';
import type { SnapshotFolder } from './folder.ts';
import { isSameName } from './snapshot.ts';

const gigabyte = 1000 ** 3;
const named = 5;

/** Gigabytes that the snapshots of a workspace may take. */
export const quotaGb = (env: Env): number =>
  envNumber(env, 'AGNES_SNAPSHOT_QUOTA_GB', { kind: 'any', min: 0, max: 1_000_000, usual: 10 });

/** How much room is left for one snapshot, the one that it replaces not counted. */
export interface Room {
  readonly bytes: number;
  /** The refusal of what does not fit. */
  readonly full: () => Error;
}

/** Room for a snapshot of that name; none at all is refused. */
export const roomFor = async (name: string, folder: SnapshotFolder, env: Env): Promise<Room> => {
  const all = (await folder.all()).filter((one) => !isSameName(one.name, name));
  const used = all.reduce((sum, { bytes }) => sum + bytes, 0);
  const quota = Math.floor(quotaGb(env) * gigabyte);
  const largest = all
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, named)
    .map((one) => ({ name: one.name, bytes: one.bytes }));
  const full = () => snapshotQuotaFull({ used_bytes: used, quota_bytes: quota, largest });
  if (used >= quota) throw full();
  return { bytes: quota - used, full };
};
