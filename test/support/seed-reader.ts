import { join } from 'node:path';
import { Access } from '../../host/access/access.ts';
import { Groups } from '../../host/access/groups.ts';
import { systemIntent } from '../../host/http/intent.ts';
import { Passwords } from '../../host/identity/passwords/passwords.ts';
import { insertUser } from '../../host/identity/users/repository.ts';
import { openSystemStore } from '../../host/store/system-store.ts';

/** Somebody who is no administrator, and the ids of the tables they may read. */
export interface Reader {
  readonly email: string;
  readonly password: string;
  readonly tables: readonly string[];
}

/** Makes such a person in the data folder of a host that is stopped. */
export const seedReader = async (dataDir: string, { email, password, tables }: Reader): Promise<void> => {
  const now = Date.now;
  await using store = await openSystemStore({ folder: join(dataDir, 'state'), now, hostVersion: '0.1.0' });
  const access = new Access({ store, now });
  const groups = new Groups({ store, access, now, resourceTypes: () => [{ key: 'table' }] });
  const passwordHash = await new Passwords().hash(password);
  await store.keep((tx) => insertUser(tx, { email, passwordHash, at: new Date(now()) }));
  const { id: group_id } = await groups.createGroup({ name: 'Readers' }, systemIntent('user_group.created'));
  await groups.addMember({ groupId: group_id, email }, systemIntent('user_group.member_added'));
  for (const resource_id of tables) {
    const grant = { group_id, resource_type: 'table', resource_id };
    await groups.grant(grant, systemIntent('resource_grant.created'));
  }
};
