import { join } from 'node:path';
import { Passwords } from '../../host/identity/passwords/passwords.ts';
import { insertUser } from '../../host/identity/users/repository.ts';
import { freshStore } from './fresh-store.ts';
import { seedGroup } from './seed-group.ts';

/** Somebody who is no administrator, and the ids of the tables they may read. */
export interface Reader {
  readonly email: string;
  readonly password: string;
  readonly tables: readonly string[];
}

/** Makes such a person in the data folder of a host that is stopped, or was never started. */
export const seedReader = async (dataDir: string, { email, password, tables }: Reader): Promise<void> => {
  const now = Date.now;
  await using store = await freshStore({ folder: join(dataDir, 'state'), now, hostVersion: '0.1.0' });
  const passwordHash = await new Passwords().hash(password);
  await store.keep((tx) => insertUser(tx, { email, passwordHash, at: new Date(now()) }));
  await seedGroup(store, { emails: [email], tables });
};
