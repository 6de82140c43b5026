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
  await checkOwner(join(folder, 'system.duckdb'), process.getuid?.());
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

/** Throws unless the file is there and belongs to `self`: one that root has written is one the host cannot open. */
export const checkOwner = async (path: string, self: number | undefined): Promise<void> => {
  const { uid } = await stat(path).catch((cause) => {
    throw stateMissing({ path }, { cause });
  });
  if (self !== undefined && uid !== self) throw notTheOwner({ path, uid });
};
