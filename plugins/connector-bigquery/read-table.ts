import type { PlannedTable, ReadContext, ReadMessage } from '@agnes/sdk/connector';
import type { RemoteFilter } from '@agnes/sdk/engine';
import { BudgetExceeded, ExtensionUnavailable, isPlatformError } from '@agnes/sdk/errors';
import { readWhereFilters, type WhereFilter } from '@agnes/sdk/where-filters';
import type { Batch, BigQueryAccess, JobLimits, TableRef } from './access.ts';
import { isDuckDbSql } from './duckdb-query.ts';
import { kindOf } from './entity.ts';
import { badRequest, nothingToRead } from './errors.ts';
import { statementOf } from './google-sql.ts';
import { jobTimeoutMs, materializeCap, projectsOf, type Settings } from './settings.ts';
import type { Statement } from './statement.ts';

/** What the tables of one run share. */
export interface Run extends Pick<ReadContext<Settings>, 'config' | 'now' | 'signal'> {
  readonly access: BigQueryAccess;
}

/** Brings one table here: the answer of its query, or the rows of the table it copies. */
export async function* readTable(planned: PlannedTable, run: Run): AsyncGenerator<ReadMessage> {
  const { id: table } = planned;
  yield { type: 'mode', table, mode: 'replace' };
  let isFirst = true;
  for await (const { columns, rows } of await batchesOf(planned, run)) {
    if (isFirst) yield { type: 'columns', table, columns };
    isFirst = false;
    yield { type: 'rows', table, rows };
  }
}

const batchesOf = async (planned: PlannedTable, run: Run): Promise<AsyncIterable<Batch>> => {
  const { name, sourceQuery, bucket, sourceTable } = planned;
  if (sourceQuery !== undefined) return answer({ sql: sourceQuery, isUserSql: true }, planned, run);
  if (bucket === undefined || sourceTable === undefined) throw nothingToRead({ table: name });
  return copied({ dataset: bucket, table: sourceTable }, planned, run);
};

/** The rows of a whole table are had for nothing; those of a view, or some of them, are the answer of a statement. */
const copied = async (ref: TableRef, planned: PlannedTable, run: Run): Promise<AsyncIterable<Batch>> => {
  const { type, fields } = await run.access.table(ref);
  const filters = readWhereFilters(planned.whereFilters, run.now()).flatMap(filtersOf);
  if (kindOf(type) === 'table' && filters.length === 0) return run.access.readTable(ref, planned.columns);
  const columns = planned.columns ?? fields.map(({ name = '' }) => name);
  const table = { id: planned.id, name: planned.name, bucket: ref.dataset, sourceTable: ref.table };
  const target = { project: projectsOf(run.config).data, ref, fields, isFinal: true };
  return answer(statementOf({ kind: 'scan', table, columns, filters }, target), planned, run);
};

const operators = { ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

const filtersOf = ({ column, operator, values }: WhereFilter): readonly RemoteFilter[] =>
  operator === 'eq'
    ? [{ column, operator: 'in', values }]
    : values.map((value) => ({ column, operator: operators[operator], value }));

/** Nothing runs that was not estimated, and found to be within the cap that BigQuery is then held to as well. */
const answer = async (
  statement: Statement,
  { name }: PlannedTable,
  { access, config, signal }: Run,
): Promise<AsyncIterable<Batch>> => {
  const cap = materializeCap(config);
  const { bytes } = await estimated(statement, access);
  if (cap !== undefined && bytes > cap) throw BudgetExceeded({ table: name, current: bytes, limit: cap });
  const limits: JobLimits = {
    timeoutMs: jobTimeoutMs(config),
    labels: { agnes: 'materialize', table: name },
    signal,
    ...(cap !== undefined && { maxBytesBilled: cap }),
  };
  return access.query(statement, limits);
};

const estimated = async (statement: Statement, access: BigQueryAccess) => {
  try {
    return await access.dryRun(statement);
  } catch (error) {
    const isRefused = isPlatformError(error) && error.code === badRequest({ reason: '' }).code;
    if (!isRefused || !isDuckDbSql(statement.sql)) throw error;
    const reason = 'the query is DuckDB SQL (bq."dataset"."table"), which only the extension reads';
    throw ExtensionUnavailable({ extension: 'bigquery', reason }, { cause: error });
  }
};
