import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { queryFormats } from '../protocol.ts';
import { type KeptResult, type QueryJob, queryRunKind } from './query-job.ts';

type Db = Kysely<Tables>;
type Row = Selectable<Tables['query_jobs']>;

/** Adds what a job of this kind is to run. */
export const insertQueryJob = async (
  tx: Db,
  { query, createdAt }: { readonly query: QueryJob; readonly createdAt: Date },
): Promise<void> => {
  const row = {
    job_id: query.jobId,
    user_id: query.userId,
    token_id: query.tokenId ?? null,
    sql: query.sql,
    params: query.params === undefined ? null : JSON.stringify(query.params),
    row_limit: query.limit,
    timeout_ms: query.timeoutMs,
    format: query.format ?? null,
    csv_raw: query.csvRaw,
    created_at: createdAt,
    expires_at: query.expiresAt,
  };
  await tx.insertInto('query_jobs').values(row).execute();
};

export const findQueryJob = async (db: Db, jobId: string): Promise<QueryJob | undefined> =>
  (await findQueryJobs(db, [jobId]))[0];

/** Those of these jobs, in no order. */
export const findQueryJobs = async (db: Db, jobIds: readonly string[]): Promise<readonly QueryJob[]> => {
  if (jobIds.length === 0) return [];
  const rows = await db.selectFrom('query_jobs').selectAll().where('job_id', 'in', jobIds).execute();
  return rows.map(queryJobOf);
};

/** Notes down what came of a statement. */
export const keepResult = async (
  tx: Db,
  { jobId, kept, expiresAt }: Required<Pick<QueryJob, 'jobId' | 'kept' | 'expiresAt'>>,
): Promise<void> => {
  const changes = {
    expires_at: expiresAt,
    query_id: kept.queryId,
    columns: JSON.stringify(kept.columns),
    types: JSON.stringify(kept.types),
    table_ids: JSON.stringify(kept.tableIds),
    row_count: kept.rows,
    bytes: kept.bytes,
    truncated: kept.truncated,
    generation: kept.generation,
    extracted_at: kept.extractedAt ?? null,
    elapsed_ms: kept.elapsedMs,
    sha256: kept.sha256,
    md5: kept.md5,
  };
  await tx.updateTable('query_jobs').set(changes).where('job_id', '=', jobId).execute();
};

/** Forgets the values that were bound: nothing runs any more that needs them. */
export const forgetValues = async (tx: Db, jobId: string): Promise<void> => {
  await tx.updateTable('query_jobs').set({ params: null }).where('job_id', '=', jobId).execute();
};

/** From `at` on there is no result. */
export const expireResult = async (tx: Db, jobId: string, at: Date): Promise<void> => {
  const changes = { params: null, expires_at: at };
  await tx.updateTable('query_jobs').set(changes).where('job_id', '=', jobId).execute();
};

/** How many statements of a user wait or run, and how many bytes of results are kept for them. */
export const useOf = async (
  tx: Db,
  { userId, now }: { readonly userId: string; readonly now: Date },
): Promise<{ readonly unfinished: number; readonly bytes: number }> => {
  const own = tx.selectFrom('jobs').where('kind', '=', queryRunKind).where('created_by', '=', userId);
  const waiting = await own
    .select((eb) => eb.fn.countAll().as('count'))
    .where('finished_at', 'is', null)
    .executeTakeFirst();
  const kept = await tx
    .selectFrom('query_jobs')
    .select((eb) => eb.fn.sum('bytes').as('bytes'))
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return { unfinished: Number(waiting?.count ?? 0), bytes: Number(kept?.bytes ?? 0) };
};

/** Jobs whose results are still wanted. */
export const wantedResults = async (db: Db, now: Date): Promise<ReadonlySet<string>> => {
  const rows = await db.selectFrom('query_jobs').select('job_id').where('expires_at', '>', now).execute();
  return new Set(rows.map(({ job_id }) => job_id));
};

/** Forgets the bound values of whatever is over, however it ended. */
export const forgetOldValues = async (tx: Db): Promise<void> => {
  const over = tx.selectFrom('jobs').select('id').where('kind', '=', queryRunKind);
  await tx
    .updateTable('query_jobs')
    .set({ params: null })
    .where('params', 'is not', null)
    .where('job_id', 'in', over.where('finished_at', 'is not', null))
    .execute();
};

/** Removes what belongs to jobs that are gone. */
export const dropForgotten = async (tx: Db): Promise<number> => {
  const known = tx.selectFrom('jobs').select('id').where('kind', '=', queryRunKind);
  const gone = await tx.deleteFrom('query_jobs').where('job_id', 'not in', known).executeTakeFirst();
  return Number(gone.numDeletedRows);
};

const queryJobOf = (row: Row): QueryJob => {
  const format = queryFormats.find((known) => known === row.format);
  const kept = keptOf(row);
  return {
    jobId: row.job_id,
    userId: row.user_id,
    sql: row.sql,
    limit: row.row_limit,
    timeoutMs: row.timeout_ms,
    csvRaw: row.csv_raw,
    expiresAt: row.expires_at,
    ...(row.token_id !== null && { tokenId: row.token_id }),
    ...(row.params !== null && { params: JSON.parse(row.params) }),
    ...(format !== undefined && { format }),
    ...(kept && { kept }),
  };
};

/** But for the age of the data, all of it is written at once, so one column tells whether it is there; the `as` follows from that. */
const keptOf = (row: Row): KeptResult | undefined => {
  if (row.query_id === null) return undefined;
  const { query_id, columns, types, table_ids, ...rest } = row as WrittenRow;
  const { extracted_at: extractedAt } = row;
  return {
    queryId: query_id,
    columns: JSON.parse(columns),
    types: JSON.parse(types),
    tableIds: JSON.parse(table_ids),
    rows: rest.row_count,
    truncated: rest.truncated,
    generation: rest.generation,
    ...(extractedAt && { extractedAt }),
    elapsedMs: rest.elapsed_ms,
    bytes: rest.bytes,
    sha256: rest.sha256,
    md5: rest.md5,
  };
};

type WrittenRow = { readonly [Key in keyof Row]: NonNullable<Row[Key]> };
