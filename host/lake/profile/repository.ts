import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { ProfileSummary } from './profile.ts';

type Db = Kysely<Tables>;

/** What is kept at hand of the profile of a table. */
export interface ProfileHead {
  readonly tableId: string;
  readonly version: string;
  readonly profiledAt: Date;
  readonly summary: ProfileSummary;
}

const headColumns = ['table_id', 'version', 'profiled_at', 'summary'] as const;

/** The heads of all profiles. */
export const loadProfileHeads = async (db: Db): Promise<readonly ProfileHead[]> =>
  (await db.selectFrom('table_profiles').select(headColumns).execute()).map(headOf);

/** A profile and its JSON; nothing when there is none. */
export const findProfile = async (
  db: Db,
  tableId: string,
): Promise<{ readonly head: ProfileHead; readonly profile: string } | undefined> => {
  const profiles = db.selectFrom('table_profiles').select([...headColumns, 'profile']);
  const row = await profiles.where('table_id', '=', tableId).executeTakeFirst();
  return row && { head: headOf(row), profile: row.profile };
};

/** Replaces the profile of a table that is registered still; false when it is not. */
export const saveProfile = async (tx: Db, head: ProfileHead, profile: string): Promise<boolean> => {
  const { tableId, version, profiledAt, summary } = head;
  const tables = tx.selectFrom('table_registry').select('id');
  const table = await tables.where('id', '=', tableId).executeTakeFirst();
  if (!table) return false;
  await tx.deleteFrom('table_profiles').where('table_id', '=', tableId).execute();
  const row = {
    table_id: tableId,
    version,
    profile,
    summary: JSON.stringify(summary),
    profiled_at: profiledAt,
  };
  await tx.insertInto('table_profiles').values(row).execute();
  return true;
};

type HeadRow = Pick<Selectable<Tables['table_profiles']>, (typeof headColumns)[number]>;

const headOf = ({ table_id, version, profiled_at, summary }: HeadRow): ProfileHead => ({
  tableId: table_id,
  version,
  profiledAt: profiled_at,
  // Written by `saveProfile`.
  summary: JSON.parse(summary) as ProfileSummary,
});
