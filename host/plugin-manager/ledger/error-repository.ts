import type { Kysely, Selectable } from 'kysely';
import type { CodeFailure } from '../../kernel/ledger.ts';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** Failures that are the same one. */
export interface ErrorGroup {
  readonly fingerprint: string;
  /** The first of them, without secrets. */
  readonly failure: CodeFailure;
  count: number;
  /** Milliseconds UTC. */
  readonly firstAt: number;
  lastAt: number;
}

/** A group as it is stored. */
export type ErrorRow = Selectable<Tables['plugin_errors']>;

/** Adds to what is known of that failure. */
export const addErrors = async (tx: Db, group: ErrorGroup): Promise<void> => {
  const { fingerprint, failure, count, firstAt, lastAt } = group;
  const known = await tx
    .selectFrom('plugin_errors')
    .select('count')
    .where('fingerprint', '=', fingerprint)
    .executeTakeFirst();
  const last = { message: failure.message, during: failure.during, last_at: new Date(lastAt) };
  if (known) {
    await tx
      .updateTable('plugin_errors')
      .set({ ...last, count: known.count + count })
      .where('fingerprint', '=', fingerprint)
      .execute();
    return;
  }
  const { plugin, version, class: kind, code, statusSource, frames } = failure;
  await tx
    .insertInto('plugin_errors')
    .values({
      ...last,
      fingerprint,
      plugin_id: plugin,
      version,
      class: kind,
      code,
      status_source: statusSource,
      frames: JSON.stringify(frames),
      count,
      first_at: new Date(firstAt),
    })
    .execute();
};

/** Removes all groups but those that were last. */
export const keepNewestErrors = async (tx: Db, most: number): Promise<void> => {
  const last = await tx
    .selectFrom('plugin_errors')
    .select('last_at')
    .orderBy('last_at', 'desc')
    .offset(most)
    .limit(1)
    .executeTakeFirst();
  if (last) await tx.deleteFrom('plugin_errors').where('last_at', '<=', last.last_at).execute();
};

/** The failures of a plugin, those that were last first. */
export const errorsOf = (db: Db, plugin: string, limit: number): Promise<readonly ErrorRow[]> =>
  db
    .selectFrom('plugin_errors')
    .selectAll()
    .where('plugin_id', '=', plugin)
    .orderBy('last_at', 'desc')
    .limit(limit)
    .execute();
