import type { Column } from '@agnes/sdk';
import type { Insertable, Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;
type Row = Insertable<Tables['upstream_cache']>;
type Key = Pick<Row, 'source_id' | 'key'>;

/** Keeps a value in the place of the one before. */
export const putCached = async (tx: Db, row: Row): Promise<void> => {
  await dropCached(tx, row);
  await tx.insertInto('upstream_cache').values(row).execute();
};

export const dropCached = async (tx: Db, { source_id, key }: Key): Promise<void> => {
  await tx.deleteFrom('upstream_cache').where('source_id', '=', source_id).where('key', '=', key).execute();
};

/** True while the registry has the table. */
export const isRegistered = async (db: Db, table: string): Promise<boolean> =>
  (await db.selectFrom('table_registry').select('id').where('id', '=', table).executeTakeFirst()) !==
  undefined;

/** The columns of a table as it is published; none before that. */
export const publishedColumns = async (db: Db, table: string): Promise<readonly Column[]> => {
  const states = db.selectFrom('sync_state').select('schema').where('table_id', '=', table);
  const schema = (await states.executeTakeFirst())?.schema;
  // Written by the lake, as a list of columns.
  return JSON.parse(schema ?? '[]') as readonly Column[];
};
