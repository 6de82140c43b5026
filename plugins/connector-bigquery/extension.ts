import { join } from 'node:path';
import { defineConnector, type PlannedTable, type ReadContext, type ReadMessage } from '@agnes/sdk/connector';
import { BudgetExceeded, isPlatformError } from '@agnes/sdk/errors';
import type { BigQueryAccess } from './access.ts';
import { accessOf } from './access-of.ts';
import { Attachment } from './attachment.ts';
import connector from './connector.ts';
import { isDuckDbSql, type ReadTable, tablesOf } from './duckdb-query.ts';
import { driverUnfit } from './errors.ts';
import { statementOf } from './google-sql.ts';
import { serialized } from './serialized.ts';
import { materializeCap, projectsOf, type Settings } from './settings.ts';
import { tokensOf } from './tokens.ts';

/** Queries of DuckDB over tables of BigQuery, by the extension of that name. It asks the client what they would read. */
export default defineConnector<Settings>({
  check: connector.check,
  discover: connector.discover,

  async *read(context) {
    const fit = context.tables.filter(({ sourceQuery = '' }) => isDuckDbSql(sourceQuery));
    for (const { id, name } of context.tables.filter((table) => !fit.includes(table)))
      yield { type: 'failed', table: id, error: driverUnfit({ table: name }) };
    if (fit.length > 0) yield* readAll(fit, context);
  },
});

async function* readAll(
  tables: readonly PlannedTable[],
  context: ReadContext<Settings>,
): AsyncGenerator<ReadMessage> {
  // First of all: who may not read leaves no file behind.
  const tokens = tokensOf(context);
  const token = await tokens.get();
  const projects = projectsOf(context.config);
  const { signal, staging = '', extensionFolder: folder = join(staging, 'extensions') } = context;
  using attachment = await Attachment.open({ projects, token, folder, staging, signal });
  for (const table of tables) {
    context.signal.throwIfAborted();
    try {
      await attachment.authorize(await tokens.get());
      yield* readOne(table, context, attachment);
    } catch (error) {
      context.signal.throwIfAborted();
      if (isRefused(error)) tokens.forget();
      yield { type: 'failed', table: table.id, error };
    }
  }
}

const isRefused = (error: unknown): boolean => isPlatformError(error) && error.code === 'auth_failed';

async function* readOne(
  { id: table, name, sourceQuery = '' }: PlannedTable,
  context: ReadContext<Settings>,
  attachment: Attachment,
): AsyncGenerator<ReadMessage> {
  const query = await serialized(sourceQuery);
  const cap = materializeCap(context.config);
  const access = accessOf(context);
  let bytes = 0;
  for (const read of tablesOf(query)) bytes += await bytesOf(read, access, context.config);
  if (cap !== undefined && bytes > cap) throw BudgetExceeded({ table: name, current: bytes, limit: cap });
  const path = join(context.staging ?? '', `${table}.parquet`);
  await attachment.copy(query, { table: name, path, limit: cap });
  yield { type: 'mode', table, mode: 'replace' };
  yield { type: 'file', table, path, format: { kind: 'parquet' } };
}

/** What the columns that are read weigh, and no others. */
const bytesOf = async (
  { dataset, table, columns }: ReadTable,
  access: BigQueryAccess,
  config: Settings,
): Promise<number> => {
  const ref = { dataset, table };
  const { fields } = await access.table(ref);
  const names = fields.map(({ name = '' }) => name);
  const wanted = columns ? names.filter((name) => columns.has(name.toLowerCase())) : names;
  const scanned = { id: table, name: table, bucket: dataset, sourceTable: table };
  const target = { project: projectsOf(config).data, ref, fields };
  const scan = { kind: 'scan', table: scanned, columns: wanted, filters: [] } as const;
  return (await access.dryRun(statementOf(scan, target))).bytes;
};
