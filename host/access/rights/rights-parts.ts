import { GroupGrants } from './group-grants.ts';
import type { AccessRows, AccessSize, GrantRow, GroupRow, MemberRow } from './repository.ts';

/** Rows by what is asked of them. A part that did not change is shared between versions. */
export interface RightsParts {
  readonly groups: ReadonlyMap<string, GroupRow>;
  /** By group; those without grants are left out. */
  readonly grants: ReadonlyMap<string, GroupGrants>;
  /** By user. */
  readonly members: ReadonlyMap<string, readonly MemberRow[]>;
}

/** Whose rows are read. */
export interface Touched {
  readonly groups: Iterable<string>;
  readonly users: Iterable<string>;
}

/** No rows. */
export const noParts: RightsParts = { groups: new Map(), grants: new Map(), members: new Map() };

/** The parts with these rows in the place of all that the touched groups and users had. */
export const withRows = (before: RightsParts, rows: AccessRows, touched: Touched): RightsParts => {
  const groups = new Map(rows.groups.map((group) => [group.id, group]));
  const grants = Map.groupBy(rows.grants, ({ group_id }) => group_id);
  const members = Map.groupBy(rows.members, ({ user_id }) => user_id);
  return {
    groups: replaced(before.groups, touched.groups, (id) => groups.get(id)),
    grants: replaced(before.grants, touched.groups, (id) => grantsOf(grants.get(id))),
    members: replaced(before.members, touched.users, (id) => members.get(id)),
  };
};

/** How many rows there are in the parts. */
export const sizeOf = ({ groups, grants, members }: RightsParts): AccessSize => ({
  groups: groups.size,
  grants: sum([...grants.values()].map(({ rows }) => rows.length)),
  members: sum([...members.values()].map((rows) => rows.length)),
});

const grantsOf = (rows: readonly GrantRow[] | undefined): GroupGrants | undefined =>
  rows && new GroupGrants(rows);

const replaced = <T>(
  before: ReadonlyMap<string, T>,
  keys: Iterable<string>,
  found: (key: string) => T | undefined,
): ReadonlyMap<string, T> => {
  const after = new Map(before);
  for (const key of keys) {
    const value = found(key);
    if (value === undefined) after.delete(key);
    else after.set(key, value);
  }
  return after;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
