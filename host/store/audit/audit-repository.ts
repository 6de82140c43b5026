import { type Kysely, type Selectable, sql } from 'kysely';
import type { Tables } from '../tables.ts';

/** One row of the audit log as it is stored. */
export type AuditRow = Selectable<Tables['audit_log']>;

/** The part of a row that the next one, or an anchor, is tied to. */
export type AuditLink = Pick<AuditRow, 'seq' | 'hash'>;

/** The newest row, on which the next one is chained. */
export const auditHead = (db: Kysely<Tables>): Promise<AuditLink | undefined> =>
  db.selectFrom('audit_log').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();

/** The oldest row that is still there. */
export const oldestAudit = (db: Kysely<Tables>): Promise<AuditRow | undefined> =>
  db.selectFrom('audit_log').selectAll().orderBy('seq').limit(1).executeTakeFirst();

/** The first row that is not older than an instant. */
export const firstAuditFrom = (db: Kysely<Tables>, since: Date): Promise<AuditLink | undefined> =>
  narrowed(db, { since }).orderBy('seq').limit(1).executeTakeFirst();

/** Rows that tell of entries that were taken out, newest first. */
export const truncations = (db: Kysely<Tables>): Promise<AuditRow[]> =>
  narrowed(db, { action: truncatedAction }).orderBy('seq', 'desc').execute();

/** How such a row is called. */
export const truncatedAction = 'audit.truncated';

/** Takes out the beginning of the log. Who calls it has it in a signed file. */
export const removeAuditUpTo = async (tx: Kysely<Tables>, seq: number): Promise<void> => {
  await tx.deleteFrom('audit_log').where('seq', '<=', seq).execute();
};

/** The log grows at its end: there is no update, and no delete but of its beginning. */
export const insertAudit = async (tx: Kysely<Tables>, row: AuditRow): Promise<void> => {
  await tx.insertInto('audit_log').values(row).execute();
};

/** Which rows are wanted; what is absent does not narrow. */
export interface AuditFilter {
  /** An action, or how actions begin followed by `*`. */
  readonly action?: string;
  /** A user id or an e-mail address. */
  readonly actor?: string;
  readonly resource?: string;
  /** Both ends belong to the span. */
  readonly since?: Date;
  readonly until?: Date;
}

/** At most `limit` rows that fit, newest first: the engine reads columns in bulk, so no index is missed. */
export const newestAudit = (
  db: Kysely<Tables>,
  filter: AuditFilter,
  { limit, before }: { readonly limit: number; readonly before?: number },
): Promise<AuditRow[]> => {
  let rows = narrowed(db, filter).orderBy('seq', 'desc').limit(limit);
  if (before !== undefined) rows = rows.where('seq', '<', before);
  return rows.execute();
};

/** Rows by number, `first` and `last` among them. */
export interface AuditWindow {
  readonly first: number;
  readonly last: number;
}

/** The rows of a window that fit, oldest first. Both ends bound what the engine has to read. */
export const auditWindow = (
  db: Kysely<Tables>,
  { first, last }: AuditWindow,
  filter: AuditFilter = {},
): Promise<AuditRow[]> => {
  const rows = narrowed(db, filter).where('seq', '>=', first).where('seq', '<=', last);
  return rows.orderBy('seq').execute();
};

/** Windows over a span, small enough for the loop to turn between two of them. */
export const windowsOver = function* ({ first, last }: AuditWindow): Generator<AuditWindow> {
  for (let next = first; next <= last; next += windowSize) {
    yield { first: next, last: Math.min(last, next + windowSize - 1) };
  }
};

const windowSize = 500;

const narrowed = (db: Kysely<Tables>, { action, actor, resource, since, until }: AuditFilter) => {
  let rows = db.selectFrom('audit_log').selectAll();
  if (action?.endsWith('*')) rows = rows.where(sql<boolean>`starts_with(action, ${action.slice(0, -1)})`);
  else if (action !== undefined) rows = rows.where('action', '=', action);
  if (actor !== undefined) rows = rows.where(isActor(actor));
  if (resource !== undefined) rows = rows.where('resource', '=', resource);
  if (since !== undefined) rows = rows.where('timestamp', '>=', since);
  if (until !== undefined) rows = rows.where('timestamp', '<=', until);
  return rows;
};

const isActor = (actor: string) => {
  const address = actor.normalize('NFKC').trim().toLowerCase();
  return sql<boolean>`(user_id = ${actor} or lower(user_email) = ${address})`;
};
