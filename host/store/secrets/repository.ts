import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../tables.ts';

type Db = Kysely<Tables>;

/** A secret as it is stored. */
export type SecretRow = Selectable<Tables['secrets']>;

/** Every stored secret, by name. */
export const allSecrets = (db: Db): Promise<SecretRow[]> =>
  db.selectFrom('secrets').selectAll().orderBy('name').execute();

/** Stores a secret in the place of the one with its name. */
export const replaceSecret = async (tx: Db, row: SecretRow): Promise<void> => {
  await deleteSecret(tx, row.name);
  await tx.insertInto('secrets').values(row).execute();
};

export const deleteSecret = async (tx: Db, name: string): Promise<void> => {
  await tx.deleteFrom('secrets').where('name', '=', name).execute();
};

/** Notes that a secret was used. */
export const noteSecretUse = async (tx: Db, name: string, at: Date): Promise<void> => {
  await tx.updateTable('secrets').set({ last_used_at: at }).where('name', '=', name).execute();
};
