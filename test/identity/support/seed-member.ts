import type { Access } from '../../../host/access/access.ts';
import { newId } from '../../../host/store/new-id.ts';
import type { SystemStore } from '../../../host/store/system-store.ts';

/** Puts a user into a new group of administrators' making. */
export const seedMember = async (
  { store, access, now }: { store: SystemStore; access: Access; now: () => number },
  userId: string,
  name: string,
): Promise<void> => {
  const at = new Date(now());
  const group = { id: newId(), name, description: null, is_system: false, created_at: at, created_by: null };
  const member = { user_id: userId, group_id: group.id, source: 'admin', added_at: at, added_by: null };
  await store.keep(async (tx) => {
    await tx.insertInto('user_groups').values(group).execute();
    await tx
      .insertInto('user_group_members')
      .values({ ...member, suspended_at: null, expires_at: null })
      .execute();
  });
  await access.refresh();
};
