import { Access } from '../host/access/access.ts';
import { Grants } from '../host/access/grants/grants.ts';
import { ResourceListing } from '../host/access/resource-listing.ts';
import { ResourceLookup } from '../host/access/resource-lookup.ts';
import { newId } from '../host/store/new-id.ts';
import { openSystemStore, type SystemStore } from '../host/store/system-store.ts';

/** How much there is, and in how many groups most people are. */
const size = { users: 1_000, groups: 200, tables: 5_000, grants: 40_000, groupsOfUser: 20 };

/** A company on a store of its own, with access on it. */
export interface BenchCompany extends AsyncDisposable {
  readonly store: SystemStore;
  readonly access: Access;
  readonly grants: Grants;
  readonly tables: readonly { readonly id: string }[];
  readonly groupIds: readonly string[];
  /** In twenty groups. */
  readonly somebody: string;
  /** In every group. */
  readonly everywhere: string;
}

/** Makes the company; only memory is asked from then on. */
export const openCompany = async (folder: string): Promise<BenchCompany> => {
  const now = Date.now;
  const store = await openSystemStore({ folder, now, hostVersion: 'bench' });
  const tables = Array.from({ length: size.tables }, (_, at) => ({ id: `table_${at}` }));
  const userIds = Array.from({ length: size.users }, newId);
  const groupIds = Array.from({ length: size.groups }, newId);
  await fill(store, { userIds, groupIds });
  const access = new Access({ store, now });
  await access.refresh();
  const listing = new ResourceListing({
    resourceTypes: () => [tableType],
    listResourceBlocks: async () => [],
    now,
  });
  const lookup = new ResourceLookup({ listing, findTable: async (id) => ({ id, name: id }) });
  const grants = new Grants({ store, access, now, lookup });
  const [everywhere = '', somebody = ''] = userIds;
  return {
    store,
    access,
    grants,
    tables,
    groupIds,
    somebody,
    everywhere,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
};

const tableType = {
  key: 'table',
  title: 'Tables',
  description: 'Of the bench.',
  idFormat: 'any',
  listBlocks: async () => [],
};

interface Ids {
  readonly userIds: readonly string[];
  readonly groupIds: readonly string[];
}

const fill = async (store: SystemStore, ids: Ids): Promise<void> => {
  const at = new Date();
  const by = { added_at: at, added_by: 'bench', suspended_at: null, expires_at: null };
  const made = { is_system: false, created_at: at, created_by: 'bench' };
  const groups = ids.groupIds.map((id, n) => ({ id, name: `group ${n}`, ...made }));
  await inChunks(groups, (rows) => store.keep((tx) => tx.insertInto('user_groups').values(rows).execute()));
  const members = memberships(ids).map((key) => ({ ...key, source: 'admin', ...by }));
  await inChunks(members, (rows) =>
    store.keep((tx) => tx.insertInto('user_group_members').values(rows).execute()),
  );
  const assigned = { tier: null, assigned_at: at, assigned_by: 'bench' };
  const grants = grantKeys(ids).map((key) => ({ id: newId(), ...key, ...assigned }));
  await inChunks(grants, (rows) =>
    store.keep((tx) => tx.insertInto('resource_grants').values(rows).execute()),
  );
};

/** The first user is in every group. */
const memberships = ({ userIds, groupIds }: Ids) =>
  userIds.flatMap((user_id, user) => {
    const some = Array.from({ length: size.groupsOfUser }, (_, at) => (user * 7 + at * 11) % size.groups);
    const own = user === 0 ? groupIds : groupIds.filter((_, group) => some.includes(group));
    return own.map((group_id) => ({ user_id, group_id }));
  });

const grantKeys = ({ groupIds }: Ids) => {
  const perGroup = size.grants / size.groups;
  return groupIds.flatMap((group_id, group) =>
    Array.from({ length: perGroup }, (_, at) => ({
      group_id,
      resource_type: 'table',
      resource_id: `table_${(at * 25 + group * 3) % size.tables}`,
    })),
  );
};

const inChunks = async <T>(
  rows: readonly T[],
  insert: (some: readonly T[]) => Promise<unknown>,
): Promise<void> => {
  for (let from = 0; from < rows.length; from += 500) await insert(rows.slice(from, from + 500));
};
