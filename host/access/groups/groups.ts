import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import { newId } from '../../store/new-id.ts';
import type { Tables } from '../../store/tables.ts';
import { blankGroupName, groupExists, groupNotFound, groupReadOnly, systemGroup } from '../errors.ts';
import { deleteGrants, grantsOfGroups } from '../grants/repository.ts';
import { type MappedEmails, managerOf } from '../group-origin.ts';
import { deleteMembersOf } from '../members/repository.ts';
import type { GroupRow } from '../rights/repository.ts';
import { actorOf, type WriteDeps, writeAccess } from '../write-access.ts';
import { nameKey } from './name-key.ts';
import { deleteGroup, findGroup, insertGroup, listGroups, updateGroup } from './repository.ts';

type Tx = Kysely<Tables>;

/** What somebody wants of a group; `null` takes the description away. */
export interface GroupChange {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
}

/** Makes, changes and removes groups. */
export class Groups {
  readonly #deps: WriteDeps;

  constructor(deps: WriteDeps) {
    this.#deps = deps;
  }

  /** The group with this id, as of the last acknowledged change. */
  get(id: string): GroupRow {
    const group = this.#deps.access.rights.group(id);
    if (!group) throw groupNotFound({ group_id: id });
    return group;
  }

  async createGroup(draft: GroupChange & { readonly name: string }, intent: Intent): Promise<GroupRow> {
    const name = checkedName(draft.name);
    const row = { id: newId(), name, description: draft.description ?? null, is_system: false };
    const { result } = await writeAccess(this.#deps, { intent, resource: row.id }, async (tx, at) => {
      await checkNameIsFree(tx, row);
      const made = { ...row, created_at: at, created_by: actorOf(intent) };
      await insertGroup(tx, made);
      return { result: made, ...toldOf('group_created', made) };
    });
    return result;
  }

  async updateGroup(id: string, change: GroupChange, intent: Intent): Promise<GroupRow> {
    const wanted = change.name === undefined ? undefined : checkedName(change.name);
    const { result } = await writeAccess(this.#deps, { intent, resource: id }, async (tx) => {
      const group = await changeableGroup(tx, id, this.#deps.access.mappedEmails);
      const name = wanted ?? group.name;
      if (name !== group.name && group.is_system) throw systemGroup({ group: group.name, change: 'renamed' });
      await checkNameIsFree(tx, { id, name });
      const { description = group.description } = change;
      const changed = { ...group, name, description };
      await updateGroup(tx, changed);
      return { result: changed, ...toldOf('group_updated', changed) };
    });
    return result;
  }

  /** Removes a group with its members and grants. */
  async deleteGroup(id: string, intent: Intent): Promise<void> {
    const params = { name: this.#deps.access.rights.group(id)?.name ?? null };
    await writeAccess(this.#deps, { intent, resource: id, params }, async (tx) => {
      const group = await changeableGroup(tx, id, this.#deps.access.mappedEmails);
      if (group.is_system) throw systemGroup({ group: group.name, change: 'deleted' });
      const users = await deleteMembersOf(tx, id);
      const grants = await grantsOfGroups(tx, [id]);
      await deleteGrants(
        tx,
        grants.map((grant) => grant.id),
      );
      await deleteGroup(tx, id);
      return { result: undefined, users, ...toldOf('group_deleted', group) };
    });
  }
}

/** The group with this id, unless an identity provider fills it. */
export const changeableGroup = async (tx: Tx, id: string, mapped: MappedEmails): Promise<GroupRow> => {
  const group = await groupOf(tx, id);
  const manager = managerOf(group, mapped);
  if (manager === undefined) return group;
  const message = `The group "${group.name}" is managed by ${manager} and read-only here.`;
  throw groupReadOnly({ detail: { code: 'google_managed_readonly', message } });
};

/** The group with this id. */
export const groupOf = async (tx: Tx, id: string): Promise<GroupRow> => {
  const group = await findGroup(tx, id);
  if (!group) throw groupNotFound({ group_id: id });
  return group;
};

const checkedName = (name: string): string => {
  const trimmed = name.trim();
  if (trimmed === '') throw blankGroupName({});
  return trimmed;
};

const checkNameIsFree = async (tx: Tx, { id, name }: Pick<GroupRow, 'id' | 'name'>): Promise<void> => {
  const key = nameKey(name);
  const taken = (await listGroups(tx)).find((group) => group.id !== id && nameKey(group.name) === key);
  if (taken) throw groupExists({ name: taken.name });
};

const toldOf = (change: 'group_created' | 'group_updated' | 'group_deleted', { id, name }: GroupRow) => ({
  groups: [id],
  told: [{ change, group_id: id, group_name: name }],
});
