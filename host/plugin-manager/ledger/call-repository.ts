import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { keptCall } from './kept-call.ts';

type Db = Kysely<Tables>;

/** A call as it is stored. */
export type CallRow = Selectable<Tables['hook_calls']>;

/** Which calls are wanted; what is absent does not narrow. */
export interface CallFilter {
  readonly plugin?: string;
  readonly hook?: string;
  readonly outcome?: string;
  /** Id of the last one already shown. */
  readonly before?: string;
  readonly limit: number;
}

/** Adds calls that are over. */
export const insertCalls = async (tx: Db, rows: readonly ReturnType<typeof keptCall>[]): Promise<void> => {
  await tx
    .insertInto('hook_calls')
    .values([...rows])
    .execute();
};

/** Newest first; ids sort by the time they were made. */
export const callsOf = (
  db: Db,
  { plugin, hook, outcome, before, limit }: CallFilter,
): Promise<readonly CallRow[]> => {
  let rows = db.selectFrom('hook_calls').selectAll().orderBy('id', 'desc').limit(limit);
  if (plugin !== undefined) rows = rows.where('plugin_id', '=', plugin);
  if (hook !== undefined) rows = rows.where('hook', '=', hook);
  if (outcome !== undefined) rows = rows.where('outcome', '=', outcome);
  if (before !== undefined) rows = rows.where('id', '<', before);
  return rows.execute();
};

/** One call. */
export const callOf = (db: Db, id: string): Promise<CallRow | undefined> =>
  db.selectFrom('hook_calls').selectAll().where('id', '=', id).executeTakeFirst();

/** Removes all but the newest. */
export const keepNewestCalls = async (tx: Db, most: number): Promise<void> => {
  const last = await tx
    .selectFrom('hook_calls')
    .select('id')
    .orderBy('id', 'desc')
    .offset(most)
    .limit(1)
    .executeTakeFirst();
  if (last) await tx.deleteFrom('hook_calls').where('id', '<=', last.id).execute();
};
