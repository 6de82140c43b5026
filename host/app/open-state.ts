import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Access } from '../access/access.ts';
import { Conditions } from '../store/conditions.ts';
import { stateMissing } from '../store/errors.ts';
import { openSystemStore } from '../store/system-store.ts';
import { type InstanceConfig, originOf } from './instance-config.ts';
import { notTheOwner } from './local-errors.ts';
import { type Recovery, recoveryOf } from './recovery.ts';
import { hostVersion } from './version.ts';

/** Opens the database of a host that is stopped, under its lock. Loads no plugin and starts no work. */
export const openState = async (instance: InstanceConfig): Promise<Recovery & AsyncDisposable> => {
  const folder = join(instance.dataDir, 'state');
  await checkOwner(folder);
  await using opening = new AsyncDisposableStack();
  const now = Date.now;
  const store = opening.use(await openSystemStore({ folder, now, hostVersion: await hostVersion() }));
  const access = new Access({ store, now });
  await access.refresh();
  const conditions = new Conditions({ store, now });
  const recovery = recoveryOf({ store, access, conditions, origin: originOf(instance), now });
  opening.use(recovery.notices);
  const open = opening.move();
  return { ...recovery, [Symbol.asyncDispose]: () => open.disposeAsync() };
};

/** A database that root has written is one the host cannot open. */
const checkOwner = async (folder: string): Promise<void> => {
  const path = join(folder, 'system.duckdb');
  const found = await stat(path).catch((cause) => {
    throw stateMissing({ path }, { cause });
  });
  const self = process.getuid?.();
  if (self !== undefined && found.uid !== self) throw notTheOwner({ folder, uid: found.uid });
};
