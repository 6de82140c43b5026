import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** What people say about a column. */
export type ColumnNote = Omit<Selectable<Tables['column_metadata']>, 'updated_by'>;

/** The notes about the columns of a table, by column. */
export const notesOf = async (db: Db, tableId: string): Promise<readonly ColumnNote[]> =>
  await db
    .selectFrom('column_metadata')
    .select(['table_id', 'column_name', 'basetype', 'description', 'confidence', 'source', 'updated_at'])
    .where('table_id', '=', tableId)
    .orderBy('column_name')
    .execute();

/** Every description, of whatever table. */
export const allDescriptions = async (
  db: Db,
): Promise<readonly Pick<ColumnNote, 'table_id' | 'column_name' | 'description'>[]> =>
  await db
    .selectFrom('column_metadata')
    .select(['table_id', 'column_name', 'description'])
    .where('description', 'is not', null)
    .execute();

/** Writes notes in the place of those there are about the same columns. */
export const putNotes = async (
  tx: Db,
  notes: readonly (ColumnNote & { readonly updated_by: string | null })[],
): Promise<void> => {
  for (const note of notes) {
    await tx
      .deleteFrom('column_metadata')
      .where('table_id', '=', note.table_id)
      .where('column_name', '=', note.column_name)
      .execute();
  }
  if (notes.length > 0)
    await tx
      .insertInto('column_metadata')
      .values([...notes])
      .execute();
};

/** Forgets what this source has said about the columns of a table. */
export const dropNotesOf = async (
  tx: Db,
  { table, source }: { readonly table: string; readonly source: string },
): Promise<void> => {
  await tx.deleteFrom('column_metadata').where('table_id', '=', table).where('source', '=', source).execute();
};
