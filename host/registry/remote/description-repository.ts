import type { RemoteDescription } from '@agnes/sdk';
import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

const prefix = 'remote:';
const yearMs = 365 * 86_400_000;

/** A description as it is kept; `sourceId` is that of the source which gave it. */
export interface KeptDescription {
  readonly tableId: string;
  readonly sourceId: string;
  readonly description: RemoteDescription;
  readonly at: Date;
}

/** Every description there is. */
export const allDescriptions = async (db: Db): Promise<readonly KeptDescription[]> => {
  const rows = await db
    .selectFrom('upstream_cache')
    .select(['source_id', 'key', 'value', 'fetched_at'])
    .where('key', 'like', `${prefix}%`)
    .execute();
  return rows.map(({ source_id: sourceId, key, value, fetched_at: at }) => ({
    tableId: key.slice(prefix.length),
    sourceId,
    // Written by `putDescription`.
    description: JSON.parse(value) as RemoteDescription,
    at,
  }));
};

/** Puts a description in the place of the one before. It does not expire: what is described anew replaces it. */
export const putDescription = async (tx: Db, kept: KeptDescription): Promise<void> => {
  const { tableId, sourceId, description, at } = kept;
  await dropDescriptions(tx, [tableId]);
  await tx
    .insertInto('upstream_cache')
    .values({
      source_id: sourceId,
      key: `${prefix}${tableId}`,
      value: JSON.stringify(description),
      fetched_at: at,
      expires_at: new Date(at.getTime() + 100 * yearMs),
    })
    .execute();
};

/** Forgets what was said of tables. */
export const dropDescriptions = async (tx: Db, tableIds: readonly string[]): Promise<void> => {
  const keys = tableIds.map((id) => `${prefix}${id}`);
  await tx.deleteFrom('upstream_cache').where('key', 'in', keys).execute();
};
