import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Tables } from '../store/tables.ts';

type Db = Kysely<Tables>;
type Row = Selectable<Tables['webhook_deliveries']>;

/** What is known of these deliveries of a source, by id; those that were given up may come anew. */
export const knownDeliveries = async (
  tx: Db,
  source: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Pick<Row, 'received_at' | 'job_id'>>> => {
  const rows = await tx
    .selectFrom('webhook_deliveries')
    .select(['delivery_id', 'received_at', 'job_id'])
    .where('source_id', '=', source)
    .where('delivery_id', 'in', ids)
    .where('status', '!=', 'failed')
    .execute();
  return new Map(rows.map((row) => [row.delivery_id, row]));
};

/** Writes deliveries, in the place of older ones that have the same ids. */
export const putDeliveries = async (
  tx: Db,
  source: string,
  rows: readonly Omit<Insertable<Tables['webhook_deliveries']>, 'source_id'>[],
): Promise<void> => {
  if (rows.length === 0) return;
  const ids = rows.map(({ delivery_id }) => delivery_id);
  await tx
    .deleteFrom('webhook_deliveries')
    .where('source_id', '=', source)
    .where('delivery_id', 'in', ids)
    .execute();
  await tx
    .insertInto('webhook_deliveries')
    .values(rows.map((row) => ({ ...row, source_id: source })))
    .execute();
};

/** A delivery that waits. */
export type QueuedRow = Pick<
  Row,
  'delivery_id' | 'event' | 'target' | 'body_path' | 'received_at' | 'attempts'
>;

/** What waits of a source, oldest first. */
export const queuedDeliveries = async (db: Db, source: string, limit: number): Promise<QueuedRow[]> =>
  await db
    .selectFrom('webhook_deliveries')
    .select(['delivery_id', 'event', 'target', 'body_path', 'received_at', 'attempts'])
    .where('source_id', '=', source)
    .where('status', '=', 'queued')
    .orderBy('received_at')
    .orderBy('body_path')
    .limit(limit)
    .execute();

/** Says how deliveries ended. */
export const endDeliveries = async (
  tx: Db,
  { source, ids }: { readonly source: string; readonly ids: readonly string[] },
  { status, at }: { readonly status: 'done' | 'failed'; readonly at: Date },
): Promise<void> => {
  if (ids.length === 0) return;
  await tx
    .updateTable('webhook_deliveries')
    .set({ status, processed_at: at })
    .where('source_id', '=', source)
    .where('delivery_id', 'in', ids)
    .where('status', '=', 'queued')
    .execute();
};

/** Counts a run that failed at these deliveries; those it has happened to often enough are given up. */
export const countAttempt = async (
  tx: Db,
  { source, ids }: { readonly source: string; readonly ids: readonly string[] },
  { most, at }: { readonly most: number; readonly at: Date },
): Promise<void> => {
  if (ids.length === 0) return;
  await tx
    .updateTable('webhook_deliveries')
    .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
    .where('source_id', '=', source)
    .where('delivery_id', 'in', ids)
    .execute();
  await tx
    .updateTable('webhook_deliveries')
    .set({ status: 'failed', processed_at: at })
    .where('source_id', '=', source)
    .where('status', '=', 'queued')
    .where('attempts', '>=', most)
    .execute();
};

/** How many deliveries of a source were given up. */
export const countFailed = async (db: Db, source: string): Promise<number> => {
  const failed = db.selectFrom('webhook_deliveries').where('source_id', '=', source);
  const row = await failed
    .where('status', '=', 'failed')
    .select((eb) => eb.fn.countAll().as('count'))
    .executeTakeFirst();
  return Number(row?.count ?? 0);
};

/** How many deliveries of each source wait, and how many were given up. */
export const countOpen = async (
  db: Db,
): Promise<readonly { readonly source: string; readonly status: string; readonly count: number }[]> => {
  const rows = await db
    .selectFrom('webhook_deliveries')
    .select((eb) => ['source_id', 'status', eb.fn.countAll().as('count')])
    .where('status', 'in', ['queued', 'failed'])
    .groupBy(['source_id', 'status'])
    .execute();
  return rows.map(({ source_id: source, status, count }) => ({ source, status, count: Number(count) }));
};

/** Forgets deliveries of a source that ended and came before this moment; answers how many. */
export const dropDeliveries = async (tx: Db, source: string, before: Date): Promise<number> => {
  const dropped = await tx
    .deleteFrom('webhook_deliveries')
    .where('source_id', '=', source)
    .where('status', '!=', 'queued')
    .where('received_at', '<', before)
    .executeTakeFirst();
  return Number(dropped.numDeletedRows);
};

/** Files of deliveries that wait. */
export const queuedPaths = async (db: Db, source: string): Promise<ReadonlySet<string>> => {
  const waiting = db.selectFrom('webhook_deliveries').select('body_path').where('source_id', '=', source);
  const rows = await waiting.where('status', '=', 'queued').execute();
  return new Set(rows.map(({ body_path }) => body_path));
};
