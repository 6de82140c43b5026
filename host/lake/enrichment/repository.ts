import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';

/** What precedes the id of a table in the keys of what is known of it. */
const prefix = 'catalog:';

/** What plugins have found about tables, as it is stored. */
export const storedEnrichments = async (db: Kysely<Tables>) => {
  const rows = await db
    .selectFrom('upstream_cache')
    .select(['source_id', 'key', 'value', 'fetched_at'])
    .where('key', 'like', `${prefix}%`)
    .execute();
  return rows.map(({ source_id: plugin, key, value, fetched_at: fetchedAt }) => ({
    plugin,
    tableId: key.slice(prefix.length),
    value,
    fetchedAt,
  }));
};
