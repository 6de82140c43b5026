import type { Kysely } from 'kysely';
import type { GroupSync, SyncedGroup } from '../../identity/memberships.ts';
import { newId } from '../../store/new-id.ts';
import type { Tables } from '../../store/tables.ts';
import { noteChange, type Told } from '../change-log.ts';
import { makerOf } from '../group-origin.ts';
import { insertGroup, listGroups } from '../groups/repository.ts';
import { adminGroup, everyoneGroup } from '../system-groups.ts';
import { keepHumanAdmin } from './last-admin.ts';
import { deleteMember, insertMember, membershipsOf, setSuspended } from './repository.ts';
import { type NamedGroup, nameHere, nameThere } from './synced-name.ts';

type Tx = Kysely<Tables>;

/** Names of groups that a user came into and left. */
interface SyncResult {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Brings what one source gave a user to what it says now. */
export const replaceSynced = async (tx: Tx, sync: GroupSync, at: Date): Promise<SyncResult> => {
  const { userId, source } = sync;
  const { groups, made } = await takenIn(tx, sync, at);
  const before = (await membershipsOf(tx, userId)).filter((member) => member.source === source);
  const had = new Set(before.map(({ group_id }) => group_id));
  const wanted = new Set(sync.groups.flatMap((group) => idOf(group, source, groups) ?? []));
  const added = [...wanted].filter((id) => !had.has(id));
  const removed = [...had].filter((id) => !wanted.has(id));
  for (const groupId of removed) await deleteMember(tx, { userId, groupId, source });
  const addedBy = makerOf(source);
  for (const groupId of added) await insertMember(tx, { userId, groupId, source, addedBy, at });
  const wasSuspended = before.some(({ suspended_at }) => suspended_at !== null);
  if (wasSuspended) await setSuspended(tx, { userId, source }, null);
  if (added.length + removed.length > 0 || wasSuspended) {
    await noteChange(tx, { at, users: [userId], groups: made.map(({ group_id }) => group_id), told: made });
    await keepHumanAdmin(tx, at);
  }
  const names = new Map(groups.map(({ id, name }) => [id, name]));
  const named = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? id);
  return { added: named(added), removed: named(removed) };
};

/** Lets what a source gave a user count no more, until it is replaced. */
export const suspendSynced = async (
  tx: Tx,
  { userId, source }: Pick<GroupSync, 'userId' | 'source'>,
  at: Date,
): Promise<void> => {
  const members = await membershipsOf(tx, userId);
  if (!members.some((member) => member.source === source && member.suspended_at === null)) return;
  await setSuspended(tx, { userId, source }, at);
  await noteChange(tx, { at, users: [userId] });
};

/** All groups, among them every one that the source names; those it names first are made. */
const takenIn = async (
  tx: Tx,
  { source, groups: wanted }: GroupSync,
  at: Date,
): Promise<{ readonly groups: readonly NamedGroup[]; readonly made: readonly Told[] }> => {
  const groups: NamedGroup[] = await listGroups(tx);
  const made: Told[] = [];
  for (const group of wanted) {
    if ('system' in group || group.name.trim() === '' || idOf(group, source, groups)) continue;
    const name = nameHere(group.name.trim(), source, groups);
    const row = { id: newId(), name, description: null, is_system: false, created_at: at };
    await insertGroup(tx, { ...row, created_by: makerOf(source) });
    groups.push({ ...row, created_by: makerOf(source) });
    made.push({ change: 'group_created', group_id: row.id, group_name: name });
  }
  return { groups, made };
};

// Only what this source has made is found by name: it must not fill the groups of others.
const idOf = (group: SyncedGroup, source: string, groups: readonly NamedGroup[]): string | undefined => {
  if ('system' in group) return group.system === 'admin' ? adminGroup.id : everyoneGroup.id;
  const [maker, name] = [makerOf(source), group.name.trim()];
  return groups.find((one) => one.created_by === maker && nameThere(one.name, source) === name)?.id;
};
