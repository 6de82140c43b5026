import type { Kysely } from 'kysely';
import type { Intent } from '../http/intent.ts';
import { findUserByEmail } from '../identity/users/repository.ts';
import { writeAs } from '../identity/write-as.ts';
import { newId } from '../store/new-id.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { Tables } from '../store/tables.ts';
import type { Access } from './access.ts';
import {
  alreadyMember,
  blankGroupName,
  blankResourceId,
  grantExists,
  grantNotFound,
  groupExists,
  groupNotFound,
  memberNotFound,
  unknownResourceType,
} from './errors.ts';
import {
  deleteGrant,
  findGrant,
  findGroup,
  type GrantRow,
  type GroupRow,
  insertGrant,
  insertGroup,
  insertMember,
  isGranted,
  isGroupNameTaken,
  isMember,
  keepHumanAdmin,
} from './repository.ts';

interface GroupDeps {
  readonly store: SystemStore;
  readonly access: Access;
  /** Keys of the types that can be granted. */
  readonly resourceTypes: () => readonly { readonly key: string }[];
  readonly now: () => number;
}

/** Changes groups, members and grants. What is acknowledged is already in force. */
export class Groups {
  readonly #deps: GroupDeps;

  constructor(deps: GroupDeps) {
    this.#deps = deps;
  }

  async createGroup(draft: { name: string; description?: string }, intent: Intent): Promise<GroupRow> {
    const name = draft.name.trim();
    if (name === '') throw blankGroupName({});
    const row = {
      id: newId(),
      name,
      description: draft.description ?? null,
      is_system: false,
      created_at: this.#at(),
      created_by: actorOf(intent),
    };
    await this.#change({ intent, resource: row.id }, async (tx) => {
      if (await isGroupNameTaken(tx, name)) throw groupExists({ name });
      await insertGroup(tx, row);
    });
    return row;
  }

  /** Puts a user into a group, source `admin`. */
  async addMember({ groupId, email }: { groupId: string; email: string }, intent: Intent): Promise<void> {
    await this.#change({ intent, resource: groupId }, async (tx) => {
      const group = await groupOf(tx, groupId);
      const user = await findUserByEmail(tx, email);
      if (!user) throw memberNotFound({ email });
      if (await isMember(tx, { userId: user.id, groupId })) throw alreadyMember({ email, group: group.name });
      const at = this.#at();
      await insertMember(tx, { userId: user.id, groupId, source: 'admin', addedBy: actorOf(intent), at });
      await keepHumanAdmin(tx, at);
    });
  }

  /** Lets the members of a group use one resource. It need not exist yet. */
  async grant(draft: Omit<GrantRow, 'id'>, intent: Intent): Promise<GrantRow> {
    const { group_id, resource_type, resource_id } = draft;
    if (resource_id.trim() === '') throw blankResourceId({});
    const types = this.#deps.resourceTypes();
    if (!types.some((type) => type.key === resource_type)) throw unknownResourceType({ resource_type });
    const row = { id: newId(), group_id, resource_type, resource_id };
    await this.#change({ intent, resource: row.id }, async (tx) => {
      const group = await groupOf(tx, group_id);
      if (await isGranted(tx, row)) throw grantExists({ group: group.name, resource_type, resource_id });
      await insertGrant(tx, { ...row, assigned_by: actorOf(intent), assigned_at: this.#at() });
    });
    return row;
  }

  /** Takes a grant away; it counts from the next request on. */
  async revoke(id: string, intent: Intent): Promise<void> {
    await this.#change({ intent, resource: id }, async (tx) => {
      if (!(await findGrant(tx, id))) throw grantNotFound({ id });
      await deleteGrant(tx, id);
    });
  }

  async #change(
    told: { intent: Intent; resource: string },
    change: (tx: Kysely<Tables>) => Promise<void>,
  ): Promise<void> {
    await writeAs(this.#deps.store, told, change);
    await this.#deps.access.refresh();
  }

  #at(): Date {
    return new Date(this.#deps.now());
  }
}

const groupOf = async (tx: Kysely<Tables>, id: string): Promise<GroupRow> => {
  const group = await findGroup(tx, id);
  if (!group) throw groupNotFound({ group_id: id });
  return group;
};

const actorOf = ({ actor }: Intent): string => actor.userId ?? `system:${actor.kind}`;
