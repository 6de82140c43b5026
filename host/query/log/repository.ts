import { type Kysely, type Selectable, sql } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { QueryLogEntry } from '../query-log.ts';

type Db = Kysely<Tables>;

/** One statement as it is stored, with the address of whoever asked. */
export type LoggedRow = Selectable<Tables['query_log']> & { readonly email: string | null };

/** Which statements are wanted; what is absent does not narrow. */
export interface QueryFilter {
  /** A user id or an e-mail address. */
  readonly user?: string;
  /** Id of a table that the statement names. */
  readonly tableId?: string;
  readonly status?: QueryLogEntry['status'];
  /** At or after. */
  readonly since?: Date;
  /** Id of the last one already shown. */
  readonly before?: string;
  readonly limit: number;
}

/** Adds statements that have ended. */
export const insertQueries = async (tx: Db, entries: readonly QueryLogEntry[]): Promise<void> => {
  await tx.insertInto('query_log').values(entries.map(rowOf)).execute();
};

const rowOf = (entry: QueryLogEntry) => ({
  id: entry.queryId,
  occurred_at: entry.occurredAt,
  user_id: entry.userId,
  token_id: entry.tokenId ?? null,
  surface: entry.surface,
  sql_text: entry.sql,
  sql_sha256: entry.sqlSha256,
  table_ids: JSON.stringify(entry.tableIds),
  status: entry.status,
  error_code: entry.errorCode ?? null,
  rows: entry.rows ?? null,
  bytes_out: entry.bytes ?? null,
  bytes_scanned: entry.scannedBytes ?? null,
  queue_ms: wholeMs(entry.queueMs),
  duration_ms: Math.round(entry.durationMs),
  data_generation: entry.generation ?? null,
  request_id: entry.requestId,
  cached: entry.cached,
});

const wholeMs = (ms: number | undefined): number | null => (ms === undefined ? null : Math.round(ms));

/** Newest first; ids sort by the time they were made. */
export const loggedQueries = async (
  db: Db,
  { user, tableId, status, since, before, limit }: QueryFilter,
): Promise<readonly LoggedRow[]> => {
  let rows = db
    .selectFrom('query_log')
    .leftJoin('users', 'users.id', 'query_log.user_id')
    .selectAll('query_log')
    .select('users.email')
    .orderBy('query_log.id', 'desc')
    .limit(limit);
  if (user !== undefined) rows = rows.where(isUser(user));
  if (tableId !== undefined) rows = rows.where(names(tableId));
  if (status !== undefined) rows = rows.where('query_log.status', '=', status);
  if (since !== undefined) rows = rows.where('query_log.occurred_at', '>=', since);
  if (before !== undefined) rows = rows.where('query_log.id', '<', before);
  return rows.execute();
};

const isUser = (user: string) => {
  const address = user.normalize('NFKC').trim().toLowerCase();
  return sql<boolean>`(query_log.user_id = ${user} or users.email_key = ${address})`;
};

// A list of ids is made by us: an id stands in it between quotes, whole.
const names = (id: string) =>
  sql<boolean>`strpos(cast(query_log.table_ids as text), ${JSON.stringify(id)}) > 0`;
