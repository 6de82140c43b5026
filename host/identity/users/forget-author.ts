import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { emailKey } from './email-key.ts';

type Db = Kysely<Tables>;

const partsOfItems = ['knowledge_votes', 'verification_evidence'] as const;
const pairsOfItems = ['knowledge_contradictions', 'knowledge_item_relations'] as const;

/**
 * What is personal to a user goes with them; what they gave to others stays, and is nobody's: whoever gets the address next
 * has written none of it.
 */
export const forgetAuthor = async (tx: Db, id: string): Promise<void> => {
  const user = await tx.selectFrom('users').select('email').where('id', '=', id).executeTakeFirst();
  if (!user) return;
  await dropPersonal(tx, id);
  const own = tx.updateTable('knowledge_items').set({ author_id: null }).where('author_id', '=', id);
  await own.execute();
  await dropContributor(tx, emailKey(user.email));
};

const dropPersonal = async (tx: Db, id: string): Promise<void> => {
  const rows = tx.selectFrom('knowledge_items').select('id').where('author_id', '=', id);
  const ids = (await rows.where('is_personal', '=', true).execute()).map((row) => row.id);
  if (ids.length === 0) return;
  for (const table of partsOfItems) await tx.deleteFrom(table).where('item_id', 'in', ids).execute();
  for (const table of pairsOfItems) {
    await tx
      .deleteFrom(table)
      .where((is) => is.or([is('item_a_id', 'in', ids), is('item_b_id', 'in', ids)]))
      .execute();
  }
  await tx.deleteFrom('knowledge_items').where('id', 'in', ids).execute();
};

const dropContributor = async (tx: Db, key: string): Promise<void> => {
  const rows = await tx.selectFrom('knowledge_items').select(['id', 'contributors']).execute();
  for (const { id, contributors } of rows) {
    // Written by the memory, as a list of addresses.
    const all = JSON.parse(contributors ?? '[]') as readonly string[];
    const others = all.filter((email) => emailKey(email) !== key);
    if (others.length === all.length) continue;
    const left = { contributors: JSON.stringify(others) };
    await tx.updateTable('knowledge_items').set(left).where('id', '=', id).execute();
  }
};
