import type { Kysely } from 'kysely';
import type { Notice } from '../kernel/connector-run-order.ts';
import type { Tables } from '../store/tables.ts';

type Db = Kysely<Tables>;

/** A notice as stored, with the run that told it last. */
export interface StoredNotice extends Notice {
  readonly runId: string;
  readonly at: Date;
}

/** What the last runs of a source had to remark. */
export const noticesOfSource = async (db: Db, sourceId: string): Promise<readonly StoredNotice[]> => {
  const rows = await db
    .selectFrom('run_notices')
    .select(['table_id', 'run_id', 'code', 'message', 'noticed_at'])
    .where('source_id', '=', sourceId)
    .execute();
  return rows.map(({ table_id, run_id, code, message, noticed_at }) => ({
    ...(table_id !== null && { table: table_id }),
    runId: run_id,
    code,
    message,
    at: noticed_at,
  }));
};

/** What one run had to remark, as far as no later run has said otherwise. */
export const noticesOfRun = (db: Db, runId: string) =>
  db
    .selectFrom('run_notices as notice')
    .leftJoin('sources as source', 'source.id', 'notice.source_id')
    .select(['notice.source_id', 'source.slug', 'notice.table_id', 'notice.code', 'notice.message'])
    .where('notice.run_id', '=', runId)
    .execute();

/** Writes down what is to be known of a source from now on. */
export const replaceNotices = async (
  tx: Db,
  sourceId: string,
  notices: readonly StoredNotice[],
): Promise<void> => {
  await tx.deleteFrom('run_notices').where('source_id', '=', sourceId).execute();
  if (notices.length === 0) return;
  await tx
    .insertInto('run_notices')
    .values(
      notices.map(({ table, runId, code, message, at }) => ({
        source_id: sourceId,
        table_id: table ?? null,
        run_id: runId,
        code,
        message,
        noticed_at: at,
      })),
    )
    .execute();
};
