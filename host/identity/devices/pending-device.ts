import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { findOpenOneShot, updatePayload } from '../one-shot/repository.ts';

/** Purpose of the token that only the device knows. */
export const devicePurpose = 'device_code';
/** Purpose of the short one that its person types. */
export const userCodePurpose = 'user_code';
/** How long a device waits to be confirmed. */
export const deviceSeconds = 600;

/** A device that waits, as it is kept beside its token. */
export interface PendingDevice {
  /** What the device calls itself. */
  readonly client: string;
  readonly ip: string;
  readonly state: 'pending' | 'approved' | 'denied';
  /** Seconds that have to lie between two questions. */
  readonly interval: number;
  /** Milliseconds UTC. */
  readonly askedAt?: number;
  /** Who confirmed it, and what for; absent scopes are all rights. */
  readonly userId?: string;
  readonly scopes?: readonly string[];
}

/** A device and the row it is kept in. */
export interface StoredDevice {
  readonly id: string;
  readonly device: PendingDevice;
  readonly createdAt: Date;
}

/** The device whose token has this hash, while it is open. */
export const findDevice = async (
  db: Kysely<Tables>,
  { hash, now }: { readonly hash: string; readonly now: Date },
): Promise<StoredDevice | undefined> => {
  const row = await findOpenOneShot(db, { hash, purpose: devicePurpose, now });
  if (!row) return undefined;
  // Written by this room, and by nobody else.
  const device = JSON.parse(row.payload ?? '{}') as PendingDevice;
  return { id: row.id, device, createdAt: row.created_at };
};

/** Keeps what has become of a device. From `userId` on, its token is good only while that person is active. */
export const keepDevice = (tx: Kysely<Tables>, { id, device }: Pick<StoredDevice, 'id' | 'device'>) =>
  updatePayload(tx, {
    id,
    payload: JSON.stringify(device),
    ...(device.userId !== undefined && { userId: device.userId }),
  });
