import type { Kysely } from 'kysely';
import type { Tables } from '../store/tables.ts';

type Db = Kysely<Tables>;

/** How people think of an item. */
export interface Tally {
  readonly upvotes: number;
  readonly downvotes: number;
}

/** The votes on every item that has some. */
export const allTallies = async (db: Db): Promise<ReadonlyMap<string, Tally>> => {
  const votes = await db.selectFrom('knowledge_votes').select(['item_id', 'vote']).execute();
  const byItem = Map.groupBy(votes, ({ item_id }) => item_id);
  return new Map([...byItem].map(([id, of]) => [id, tallyOf(of)]));
};

/** The votes on one item. */
export const tallyFor = async (db: Db, itemId: string): Promise<Tally> =>
  tallyOf(await db.selectFrom('knowledge_votes').select('vote').where('item_id', '=', itemId).execute());

/** How somebody voted, by item. */
export const votesOf = async (db: Db, userId: string): Promise<ReadonlyMap<string, number>> => {
  const votes = db.selectFrom('knowledge_votes').select(['item_id', 'vote']).where('user_id', '=', userId);
  return new Map((await votes.execute()).map(({ item_id, vote }) => [item_id, vote]));
};

/** What somebody thinks of an item. */
export interface Vote {
  readonly item_id: string;
  readonly user_id: string;
  readonly vote: number;
  readonly voted_at: Date;
}

/** Puts a vote in the place of the one before; 0 takes it away. */
export const putVote = async (tx: Db, vote: Vote): Promise<void> => {
  const { item_id, user_id } = vote;
  await tx
    .deleteFrom('knowledge_votes')
    .where('item_id', '=', item_id)
    .where('user_id', '=', user_id)
    .execute();
  if (vote.vote !== 0) await tx.insertInto('knowledge_votes').values(vote).execute();
};

/** Gives the votes on one item to another, but for people who have voted on that. */
export const moveVotes = async (tx: Db, { from, to }: { from: string; to: string }): Promise<void> => {
  const there = tx.selectFrom('knowledge_votes').select('user_id').where('item_id', '=', to);
  const voted = new Set((await there.execute()).map(({ user_id }) => user_id));
  const moved = await tx.selectFrom('knowledge_votes').selectAll().where('item_id', '=', from).execute();
  await tx.deleteFrom('knowledge_votes').where('item_id', '=', from).execute();
  const added = moved.filter(({ user_id }) => !voted.has(user_id)).map((vote) => ({ ...vote, item_id: to }));
  if (added.length > 0) await tx.insertInto('knowledge_votes').values(added).execute();
};

const tallyOf = (votes: readonly { readonly vote: number }[]): Tally => ({
  upvotes: votes.filter(({ vote }) => vote > 0).length,
  downvotes: votes.filter(({ vote }) => vote < 0).length,
});
