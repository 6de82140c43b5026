import type { Kysely } from 'kysely';
import { instanceState, setInstanceState } from '../../store/instance-state.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { lastAdmin } from '../errors.ts';
import { humanAdmins } from './repository.ts';

type Db = Kysely<Tables>;

const closedKey = 'bootstrap_closed_at';

/** True from the moment an active person has been in Admin, whatever became of them. */
export const hadHumanAdmin = async (db: Db, now: Date): Promise<boolean> =>
  (await isClosed(db)) || (await humanAdmins(db, now)).length > 0;

/** Remembers for good that a person has been in Admin, if one is now. */
export const keepHumanAdmin = async (tx: Db, now: Date): Promise<void> => {
  if ((await isClosed(tx)) || (await humanAdmins(tx, now)).length === 0) return;
  await setInstanceState(tx, { key: closedKey, value: now.toISOString(), at: now });
};

/**
 * Throws unless a person is left who can repair what a change broke.
 *
 * Where everybody in Admin is there for a while only, such a person is enough: to refuse every change then would lock
 * them in the very state they came to mend.
 */
export const checkAdminRemains = async (
  tx: Db,
  { store, now }: { store: Pick<SystemStore, 'read'>; now: Date },
): Promise<void> => {
  const after = await humanAdmins(tx, now);
  if (after.includes(null)) return;
  // The last commit: what there was before this transaction.
  const before = await humanAdmins(store.read, now);
  if (after.length > 0 && !before.includes(null)) return;
  if (before.length === 0 && !(await isClosed(tx))) return;
  throw lastAdmin({});
};

const isClosed = async (db: Db): Promise<boolean> => (await instanceState(db, closedKey)) !== undefined;
