import type { Kysely } from 'kysely';
import { instanceState, setInstanceState } from '../../store/instance-state.ts';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

const seedKey = 'seed_admins_applied';

/** Addresses that a seed has already made administrators; a seed is never applied to one twice. */
export const appliedSeeds = async (db: Db): Promise<readonly string[]> => {
  const keys = await instanceState(db, seedKey);
  return Array.isArray(keys) ? keys.map(String) : [];
};

/** Remembers the addresses of `appliedSeeds`. */
export const keepAppliedSeeds = (tx: Db, keys: readonly string[], at: Date): Promise<void> =>
  setInstanceState(tx, { key: seedKey, value: keys, at });
