import type { SyncedGroup } from '../memberships.ts';

/** Which groups of an identity provider count here, and what they stand for. */
export interface GroupRule {
  /** Only groups that begin so count, and whoever is in none of them stays outside. */
  readonly prefix?: string;
  /** The group whose members are administrators. */
  readonly admin?: string;
  /** The group whose members are in Everyone. */
  readonly everyone?: string;
}

/** What the groups at a provider are here. Names are compared without regard to capitals. */
export const syncedGroups = (names: readonly string[], rule: GroupRule): readonly SyncedGroup[] => {
  const prefix = keyOf(rule.prefix ?? '');
  const given = names.map((name) => name.trim()).filter((name) => name !== '');
  const distinct = new Map(given.map((name) => [keyOf(name), name]));
  return [...distinct]
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, name]) => meaningOf(key, name, rule));
};

const meaningOf = (key: string, name: string, { admin, everyone }: GroupRule): SyncedGroup => {
  if (admin !== undefined && key === keyOf(admin)) return { system: 'admin' };
  if (everyone !== undefined && key === keyOf(everyone)) return { system: 'everyone' };
  return { name };
};

const keyOf = (name: string): string => name.trim().toLowerCase();
