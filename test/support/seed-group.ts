import { Access } from '../../host/access/access.ts';
import { Grants } from '../../host/access/grants/grants.ts';
import { Groups } from '../../host/access/groups/groups.ts';
import { Members } from '../../host/access/members/members.ts';
import { ResourceListing } from '../../host/access/resource-listing.ts';
import { ResourceLookup } from '../../host/access/resource-lookup.ts';
import { systemIntent } from '../../host/http/intent.ts';
import type { SystemStore } from '../../host/store/system-store.ts';
import table from '../../plugins/resource-table/table.ts';

/** Makes the group Readers with these people, who may read these tables. */
export const seedGroup = async (
  store: SystemStore,
  { emails, tables }: { readonly emails: readonly string[]; readonly tables: readonly string[] },
): Promise<void> => {
  const now = Date.now;
  const access = new Access({ store, now });
  const listing = new ResourceListing({
    resourceTypes: () => [table],
    listResourceBlocks: async () => [],
    now,
  });
  const lookup = new ResourceLookup({ listing, findTable: async (id) => ({ id, name: id }) });
  const deps = { store, access, now, lookup };
  const draft = { name: 'Readers' };
  const { id: group_id } = await new Groups(deps).createGroup(draft, systemIntent('user_group.created'));
  for (const email of emails)
    await new Members(deps).addMember({ groupId: group_id, email }, systemIntent('user_group.member_added'));
  for (const resource_id of tables) {
    const grant = { group_id, resource_type: 'table', resource_id };
    await new Grants(deps).grant(grant, systemIntent('resource_grant.created'));
  }
};
