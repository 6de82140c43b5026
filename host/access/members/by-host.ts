import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { noteChange } from '../change-log.ts';
import { findGroup, insertGroup } from '../groups/repository.ts';
import { adminGroup, everyoneGroup } from '../system-groups.ts';
import { keepHumanAdmin } from './last-admin.ts';
import { deleteMember, deleteMembershipsOf, insertMember, membershipsOf } from './repository.ts';

type Tx = Kysely<Tables>;

/** How the membership of an administrator for a while is told from others. */
export const breakGlassSource = 'cli_break_glass';

/** Makes the system groups when they are missing. */
export const seedGroups = async (tx: Tx, at: Date): Promise<void> => {
  for (const { id, name } of [adminGroup, everyoneGroup]) {
    if (await findGroup(tx, id)) continue;
    const row = { id, name, description: null, is_system: true, created_at: at, created_by: 'system:seed' };
    await insertGroup(tx, row);
    const told = [{ change: 'group_created', group_id: id, group_name: name }] as const;
    await noteChange(tx, { at, groups: [id], told });
  }
};

/** Adds a user to Admin unless they are in it for good. */
export const seedAdmin = async (
  tx: Tx,
  { userId, addedBy, at }: { userId: string; addedBy: string; at: Date },
): Promise<void> => {
  const own = await membershipsOf(tx, userId);
  const isThere = own.some(
    (one) => one.group_id === adminGroup.id && one.suspended_at === null && one.expires_at === null,
  );
  if (!isThere) {
    await insertMember(tx, { userId, groupId: adminGroup.id, source: 'system_seed', addedBy, at });
    await noteChange(tx, { at, users: [userId] });
  }
  await keepHumanAdmin(tx, at);
};

/** Puts a user into Admin until an instant, in the place of an earlier time of that kind. */
export const addBreakGlass = async (
  tx: Tx,
  { userId, expiresAt, at }: { userId: string; expiresAt: Date; at: Date },
): Promise<void> => {
  const key = { userId, groupId: adminGroup.id, source: breakGlassSource };
  await deleteMember(tx, key);
  await insertMember(tx, { ...key, addedBy: 'system:cli', at, expiresAt });
  await noteChange(tx, { at, users: [userId] });
  await keepHumanAdmin(tx, at);
};

/** Removes every membership of a user. */
export const forgetUser = async (tx: Tx, userId: string, at: Date): Promise<void> => {
  if ((await membershipsOf(tx, userId)).length === 0) return;
  await deleteMembershipsOf(tx, userId);
  await noteChange(tx, { at, users: [userId] });
};
