import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { Item, Status } from './item.ts';

type Db = Kysely<Tables>;
type Row = Selectable<Tables['knowledge_items']>;

/** Every item there is. */
export const allItems = async (db: Db): Promise<readonly Item[]> =>
  (await db.selectFrom('knowledge_items').selectAll().execute()).map(itemOf);

/** The item with this id. */
export const findItem = async (db: Db, id: string): Promise<Item | undefined> => {
  const row = await db.selectFrom('knowledge_items').selectAll().where('id', '=', id).executeTakeFirst();
  return row && itemOf(row);
};

/** Those of these ids that are there. */
export const itemsById = async (db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Item>> => {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('knowledge_items').selectAll().where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, itemOf(row)]));
};

/** How many items of somebody wait. */
export const countPending = async (db: Db, authorId: string): Promise<number> => {
  const own = db.selectFrom('knowledge_items').select('id').where('author_id', '=', authorId);
  return (await own.where('status', '=', 'pending').execute()).length;
};

/** Adds one, under an id of its own. */
export const insertItem = async (tx: Db, item: Item): Promise<void> => {
  await tx.insertInto('knowledge_items').values(rowOf(item)).execute();
};

/** Writes over one. */
export const updateItem = async (tx: Db, item: Item): Promise<void> => {
  const { id, ...fields } = rowOf(item);
  await tx.updateTable('knowledge_items').set(fields).where('id', '=', id).execute();
};

const itemOf = (row: Row): Item => ({
  ...row,
  // Only this file writes the column.
  status: row.status as Status,
  tags: listOf(row.tags),
  contributors: listOf(row.contributors),
  entities: listOf(row.entities),
});

const rowOf = (item: Item): Row => ({
  ...item,
  tags: JSON.stringify(item.tags),
  contributors: JSON.stringify(item.contributors),
  entities: JSON.stringify(item.entities),
});

const listOf = (json: string | null): readonly string[] => (json === null ? [] : JSON.parse(json));
