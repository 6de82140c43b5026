import { Type } from '@agnes/sdk';
import { isoUtc } from '../../store/iso-utc.ts';
import { originOf } from '../group-origin.ts';
import type { MemberOfGroup, MembershipOfUser } from './repository.ts';

const nullableText = Type.Union([Type.String(), Type.Null()]);

const given = {
  source: Type.String({
    description:
      'admin, google_sync, oidc:<name>, system_seed or cli_break_glass; only admin can be removed.',
  }),
  sources: Type.Optional(Type.Array(Type.String(), { description: 'All of them, when there are several.' })),
  added_at: Type.String(),
  added_by: nullableText,
};

/** Somebody in a group. */
export const memberSchema = Type.Object({
  user_id: Type.String(),
  email: Type.String(),
  name: nullableText,
  active: Type.Boolean(),
  ...given,
});

/** A group somebody is in. */
export const membershipSchema = Type.Object({
  group_id: Type.String(),
  group_name: Type.String(),
  is_system: Type.Boolean(),
  origin: Type.String(),
  ...given,
});

/** Rows of a group as one entry for each person. */
export const membersOnWire = (rows: readonly MemberOfGroup[]) =>
  onePer(rows, ({ user_id }) => user_id).map(({ row, sources }) => ({
    user_id: row.user_id,
    email: row.email,
    name: row.name,
    active: row.active,
    ...givenOnWire(row, sources),
  }));

/** Rows of a user as one entry for each group. */
export const membershipsOnWire = (rows: readonly MembershipOfUser[]) =>
  onePer(rows, ({ group_id }) => group_id).map(({ row, sources }) => ({
    group_id: row.group_id,
    group_name: row.group_name,
    is_system: row.is_system,
    origin: originOf(row),
    ...givenOnWire(row, sources),
  }));

interface Given {
  readonly source: string;
  readonly added_at: Date;
  readonly added_by: string | null;
}

/** The row an administrator can remove stands for the others; without one, the oldest. */
const onePer = <T extends Given>(rows: readonly T[], keyOf: (row: T) => string) =>
  [...Map.groupBy(rows, keyOf).values()].flatMap((same) => {
    const row = same.find(({ source }) => source === 'admin') ?? same[0];
    return row ? [{ row, sources: same.map(({ source }) => source) }] : [];
  });

const givenOnWire = ({ source, added_at, added_by }: Given, sources: readonly string[]) => ({
  source,
  ...(sources.length > 1 && { sources }),
  added_at: isoUtc(added_at),
  added_by,
});
