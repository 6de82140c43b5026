import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../store/tables.ts';

type Db = Kysely<Tables>;

/** Two items that have to do with each other, the smaller id first. */
export type Relation = Selectable<Tables['knowledge_item_relations']>;

/** What kind of relation a hint at a duplicate is. */
export const likelyDuplicate = 'likely_duplicate';

/** Every pair that was taken for duplicates, newest first. */
export const duplicateHints = (db: Db): Promise<readonly Relation[]> =>
  db
    .selectFrom('knowledge_item_relations')
    .selectAll()
    .where('relation_type', '=', likelyDuplicate)
    .orderBy('created_at', 'desc')
    .orderBy('item_a_id')
    .orderBy('item_b_id')
    .execute();

/** How two items relate in this manner. */
export const findRelation = (
  db: Db,
  { item_a_id, item_b_id, relation_type }: Pick<Relation, 'item_a_id' | 'item_b_id' | 'relation_type'>,
): Promise<Relation | undefined> =>
  db
    .selectFrom('knowledge_item_relations')
    .selectAll()
    .where('item_a_id', '=', item_a_id)
    .where('item_b_id', '=', item_b_id)
    .where('relation_type', '=', relation_type)
    .executeTakeFirst();

/** Adds one; one that is there already stays. */
export const addRelation = async (tx: Db, relation: Relation): Promise<void> => {
  if (await findRelation(tx, relation)) return;
  await tx.insertInto('knowledge_item_relations').values(relation).execute();
};

/** Writes down what was decided about a pair. */
export const updateRelation = async (tx: Db, relation: Relation): Promise<void> => {
  const { item_a_id, item_b_id, relation_type, ...fields } = relation;
  await tx
    .updateTable('knowledge_item_relations')
    .set(fields)
    .where('item_a_id', '=', item_a_id)
    .where('item_b_id', '=', item_b_id)
    .where('relation_type', '=', relation_type)
    .execute();
};

/** Drops what the host guessed about an item and nobody has decided. */
export const dropOpenHints = async (tx: Db, itemId: string): Promise<void> => {
  await tx
    .deleteFrom('knowledge_item_relations')
    .where('relation_type', '=', likelyDuplicate)
    .where('resolved', '=', false)
    .where((is) => is.or([is('item_a_id', '=', itemId), is('item_b_id', '=', itemId)]))
    .execute();
};

/** Gives what speaks for one item to another. */
export const moveEvidence = async (tx: Db, { from, to }: { from: string; to: string }): Promise<void> => {
  await tx.updateTable('verification_evidence').set({ item_id: to }).where('item_id', '=', from).execute();
};

/** Two ids in the order in which a relation keeps them. */
export const pairOf = (one: string, other: string): Pick<Relation, 'item_a_id' | 'item_b_id'> =>
  one < other ? { item_a_id: one, item_b_id: other } : { item_a_id: other, item_b_id: one };
