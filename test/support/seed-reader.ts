import { join } from 'node:path';
import { Access } from '../../host/access/access.ts';
import { Grants } from '../../host/access/grants/grants.ts';
import { Groups } from '../../host/access/groups/groups.ts';
import { Members } from '../../host/access/members/members.ts';
import { ResourceListing } from '../../host/access/resource-listing.ts';
import { ResourceLookup } from '../../host/access/resource-lookup.ts';
import { systemIntent } from '../../host/http/intent.ts';
import { Passwords } from '../../host/identity/passwords/passwords.ts';
import { insertUser } from '../../host/identity/users/repository.ts';
import { openSystemStore } from '../../host/store/system-store.ts';
import table from '../../plugins/resource-table/table.ts';

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
  const listing = new ResourceListing({
    resourceTypes: () => [table],
    listResourceBlocks: async () => [],
    now,
  });
  const lookup = new ResourceLookup({ listing, findTable: async (id) => ({ id, name: id }) });
  const deps = { store, access, now, lookup };
  const passwordHash = await new Passwords().hash(password);
  await store.keep((tx) => insertUser(tx, { email, passwordHash, at: new Date(now()) }));
  const draft = { name: 'Readers' };
  const { id: group_id } = await new Groups(deps).createGroup(draft, systemIntent('user_group.created'));
  await new Members(deps).addMember({ groupId: group_id, email }, systemIntent('user_group.member_added'));
  for (const resource_id of tables) {
    const grant = { group_id, resource_type: 'table', resource_id };
    await new Grants(deps).grant(grant, systemIntent('resource_grant.created'));
  }
};
