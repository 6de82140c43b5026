import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../tables.ts';

/** One row of the audit log as it is stored. */
export type AuditRow = Selectable<Tables['audit_log']>;

/** The newest row, on which the next one is chained. */
export const auditHead = (db: Kysely<Tables>): Promise<Pick<AuditRow, 'seq' | 'hash'> | undefined> =>
  db.selectFrom('audit_log').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();

/** The log only grows: there is no update and no delete. */
export const insertAudit = async (tx: Kysely<Tables>, row: AuditRow): Promise<void> => {
  await tx.insertInto('audit_log').values(row).execute();
};

/** At most `limit` rows after `seq`, oldest first. */
export const auditAfter = (db: Kysely<Tables>, seq: number, limit: number): Promise<AuditRow[]> =>
  db.selectFrom('audit_log').selectAll().where('seq', '>', seq).orderBy('seq').limit(limit).execute();
