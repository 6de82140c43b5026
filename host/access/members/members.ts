import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import { findUser, findUserByEmail } from '../../identity/users/repository.ts';
import type { User } from '../../identity/users/user.ts';
import type { Tables } from '../../store/tables.ts';
import { alreadyMember, memberNotFound, memberNotRemovable, memberUnknown } from '../errors.ts';
import { changeableGroup, groupOf } from '../groups/groups.ts';
import type { GroupRow } from '../rights/repository.ts';
import { adminGroup } from '../system-groups.ts';
import { actorOf, type WriteDeps, writeAccess } from '../write-access.ts';
import { keepHumanAdmin } from './last-admin.ts';
import {
  deleteMember,
  insertMember,
  listMembers,
  listMemberships,
  type MemberOfGroup,
  type MembershipOfUser,
  membershipsOf,
} from './repository.ts';

/** Who is meant: people name others by address, programs by id. */
type Whom = { readonly email: string } | { readonly userId: string };

/** A membership that was made, as its group and as its user show it. */
export interface Added {
  readonly member: MemberOfGroup;
  readonly membership: MembershipOfUser;
}

const byAdmin = 'admin';

/** Puts people into groups and takes them out again. */
export class Members {
  readonly #deps: WriteDeps;

  constructor(deps: WriteDeps) {
    this.#deps = deps;
  }

  /** The user with this id. */
  user(userId: string): Promise<User> {
    return userOf(this.#deps.store.read, { userId });
  }

  /** Who is in a group, once for each source that put them there. */
  async list(groupId: string): Promise<readonly MemberOfGroup[]> {
    const { store } = this.#deps;
    await groupOf(store.read, groupId);
    return listMembers(store.read, { groupId, now: this.#at() });
  }

  /** The groups of a user, once for each source that put them there. */
  async ofUser(userId: string): Promise<readonly MembershipOfUser[]> {
    const { store } = this.#deps;
    await userOf(store.read, { userId });
    return listMemberships(store.read, { userId, now: this.#at() });
  }

  /** Puts a user into a group, source `admin`; answers the row from both sides. */
  async addMember(wanted: Whom & { readonly groupId: string }, intent: Intent): Promise<Added> {
    const { groupId } = wanted;
    const { access, store } = this.#deps;
    const known = await userOf(store.read, wanted);
    const told = { intent, resource: groupId, params: { user_id: known.id, email: known.email } };
    const { result } = await writeAccess(this.#deps, told, async (tx, at) => {
      const user = await userOf(tx, wanted);
      const group = await changeableGroup(tx, groupId, access.mappedEmails);
      const [member] = await listMembers(tx, { groupId, userId: user.id, now: at });
      if (member) throw alreadyMember({ email: user.email, group: group.name });
      const given = { source: byAdmin, added_at: at, added_by: actorOf(intent) };
      await insertMember(tx, { userId: user.id, groupId, source: byAdmin, addedBy: given.added_by, at });
      await keepHumanAdmin(tx, at);
      return { result: addedOf(user, group, given), users: [user.id] };
    });
    return result;
  }

  /** Takes away what an administrator gave; other sources stay. */
  async removeMember(
    { groupId, userId }: { groupId: string; userId: string },
    intent: Intent,
  ): Promise<void> {
    const { access } = this.#deps;
    const params = { user_id: userId };
    await writeAccess(this.#deps, { intent, resource: groupId, params }, async (tx) => {
      await groupOf(tx, groupId);
      const members = await membershipsOf(tx, userId);
      const isRemovable = members.some((one) => one.group_id === groupId && one.source === byAdmin);
      if (!isRemovable) throw memberNotRemovable({ user_id: userId, group_id: groupId });
      await deleteMember(tx, { userId, groupId, source: byAdmin });
      if (groupId === adminGroup.id) await access.checkAdminRemains(tx);
      return { result: undefined, users: [userId] };
    });
  }

  #at(): Date {
    return new Date(this.#deps.now());
  }
}

const userOf = async (db: Kysely<Tables>, whom: Whom): Promise<User> => {
  if ('userId' in whom) {
    const user = await findUser(db, whom.userId);
    if (!user) throw memberUnknown({ user: whom.userId });
    return user;
  }
  const user = await findUserByEmail(db, whom.email);
  if (!user) throw memberNotFound({ email: whom.email });
  return user;
};

const addedOf = (
  { id, email, name, active }: User,
  group: GroupRow,
  given: Pick<MemberOfGroup, 'source' | 'added_at' | 'added_by'>,
): Added => ({
  member: { user_id: id, email, name: name ?? null, active, ...given },
  membership: {
    group_id: group.id,
    group_name: group.name,
    is_system: group.is_system,
    created_by: group.created_by,
    ...given,
  },
});
