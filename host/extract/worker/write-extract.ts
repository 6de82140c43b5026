import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crashPoint } from '../../store/crash-point.ts';
import { quoteIdent, quoteText } from '../../store/quote-ident.ts';
import type { ExtractTable, PublishRequest } from '../take-in-messages.ts';
import { createMeta, insertMeta, insertRemoteMeta, metaValues } from './meta-table.ts';
import { openSandbox, readParquet, type Sandbox } from './sandbox.ts';

/** Writes a whole `extract.duckdb`: `_meta` and one view per table, checkpointed and closed. */
export const writeExtract = async (
  path: string,
  tables: readonly ExtractTable[],
  { extractDir, limits, runId, registered, remote = [] }: PublishRequest,
): Promise<void> => {
  await rm(path, { force: true });
  using sandbox = await openSandbox({ folders: [extractDir], limits });
  await sandbox.run(`ATTACH ${quoteText(path)} AS extract`);
  await sandbox.run(createMeta('extract.main'));
  await sandbox.run('BEGIN');
  const queries = new Set(registered.filter(({ isMaterialized }) => isMaterialized).map(({ id }) => id));
  for (const table of tables) {
    const mode = queries.has(table.tableId ?? '') ? 'materialized' : 'local';
    await sandbox.run(insertMeta('extract.main'), metaValues(table, mode));
  }
  for (const { id, name, description, producedBy, treeHash, pluginGeneration } of remote) {
    const code = [treeHash ?? null, pluginGeneration ?? null];
    const values = [name, description ?? null, producedBy, runId, id, ...code];
    await sandbox.run(insertRemoteMeta('extract.main'), values);
  }
  await sandbox.run('COMMIT');
  for (const table of tables) await createView(sandbox, table, extractDir);
  crashPoint('publish.filled');
  await sandbox.run('CHECKPOINT extract');
  await sandbox.run('DETACH extract');
};

// The view is for people who open the file with any DuckDB; the host makes its own from `_meta`.
const createView = async (sandbox: Sandbox, table: ExtractTable, extractDir: string): Promise<void> => {
  const files = table.files.map((file) => join(extractDir, file.path));
  const select = `SELECT * FROM ${readParquet(files)}`;
  try {
    await sandbox.run(`CREATE VIEW extract.main.${quoteIdent(table.name)} AS ${select}`);
  } catch {
    // A row without its view is `no_object` to every reader: one lost file must not hold back the other tables.
  }
};
