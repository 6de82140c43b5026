import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** Another text whenever a profile was added, replaced or removed. */
export const profileStamp = async (db: Db): Promise<string> => {
  const row = await db
    .selectFrom('table_profiles')
    .select(({ fn }) => [fn.countAll().as('count'), fn.max('profiled_at').as('last')])
    .executeTakeFirst();
  const last = row?.last;
  return `${row?.count ?? 0} ${last instanceof Date ? last.getTime() : (last ?? '')}`;
};

/** Of which version of each table there is a profile. */
export const profileRows = async (
  db: Db,
): Promise<readonly { readonly id: string; readonly version: string; readonly at: Date }[]> => {
  const rows = await db.selectFrom('table_profiles').select(['table_id', 'version', 'profiled_at']).execute();
  return rows.map(({ table_id, version, profiled_at }) => ({ id: table_id, version, at: profiled_at }));
};
