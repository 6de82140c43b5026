import { rm } from 'node:fs/promises';
import type { PlannedTable, ReadMessage } from '@agnes/sdk/connector';
import type { DuckDBConnection } from '@duckdb/node-api';
import { exportTable } from '../export-table.ts';
import { downloadExport } from '../exported-file.ts';
import type { Run } from '../run.ts';
import type { UpstreamTable } from '../upstream-table.ts';
import { loadSlices } from './load-slices.ts';
import { catalog, type QueryTable } from './query-tables.ts';
import { quoteIdent, quoteText } from './quote.ts';

/** A table that a query reads, and what the stack says of it. */
export interface Referenced extends QueryTable {
  readonly upstream: UpstreamTable;
}

/** Fills a database of the name and with the tables that a query expects, out of exports. */
export const fillScratch = async (
  connection: DuckDBConnection,
  { path, tables }: { readonly path: string; readonly tables: readonly Referenced[] },
  { run, planned }: { readonly run: Run; readonly planned: PlannedTable },
): Promise<readonly ReadMessage[]> => {
  await connection.run(`ATTACH ${quoteText(path)} AS ${catalog}`);
  const notices: ReadMessage[] = [];
  // One after another: what is exported goes as soon as it is loaded.
  for (const { bucket, sourceTable, upstream } of tables) {
    const slices = await downloadExport(await exportTable({ id: upstream.id }, run), run);
    const schema = `${catalog}.${quoteIdent(bucket)}`;
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    const load = { target: `${schema}.${quoteIdent(sourceTable)}`, columns: upstream.columns, slices };
    notices.push(...(await loadSlices(connection, load, planned)));
    await Promise.all(slices.map((slice) => rm(slice.path, { force: true })));
  }
  return notices;
};
