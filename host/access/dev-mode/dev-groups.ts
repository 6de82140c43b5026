import type { Kysely } from 'kysely';
import { systemIntent } from '../../http/intent.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { groupExists } from '../errors.ts';
import { groupsLike, insertNamedGroup, type NamedGroup, replaceDevMemberships } from './repository.ts';

/** Groups of the development user, and that user's id. */
export interface DevGroups {
  readonly userId: string;
  readonly groups: readonly NamedGroup[];
}

interface DevGroupDeps {
  readonly store: SystemStore;
  readonly access: { refresh(): Promise<void> };
  readonly now: () => number;
}

/** Makes the groups that development mode names and puts its user into them, out of those it named before. */
export const ensureDevGroups = async (
  { store, access, now }: DevGroupDeps,
  { userId, groups }: DevGroups,
): Promise<void> => {
  const at = new Date(now());
  await store.write(systemIntent('dev_mode.groups', userId), async (tx) => {
    for (const group of groups) await ensureGroup(tx, group, at);
    const groupIds = [...new Set(groups.map(({ id }) => id))];
    await replaceDevMemberships(tx, { userId, groupIds, at });
  });
  await access.refresh();
};

/** A group that is there already keeps its name; the name of another group is refused. */
const ensureGroup = async (tx: Kysely<Tables>, group: NamedGroup, at: Date): Promise<void> => {
  const alike = await groupsLike(tx, group);
  if (alike.some(({ id }) => id === group.id)) return;
  if (alike.length > 0) throw groupExists({ name: group.name });
  await insertNamedGroup(tx, group, at);
};
