import { mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { takeInLimits } from '../../extract/take-in-process.ts';
import { columnsOf } from '../../extract/worker/columns.ts';
import { openSandbox, readParquet } from '../../extract/worker/sandbox.ts';
import type { StagedFile } from '../../kernel/staged-file.ts';
import { quoteText } from '../../store/quote-ident.ts';

/** Rows of one table in parquet as lines of JSON, which is what the rules compare; the file lies below `work`. */
export const parquetRows = async (paths: readonly string[], work: string): Promise<StagedFile> => {
  const folder = await mkdtemp(join(work, 'rows-'));
  // In staging, or where the plugin was granted to read.
  const folders = [...new Set(paths.map((path) => dirname(path))), folder];
  using sandbox = await openSandbox({ folders, temp: folder, limits: takeInLimits });
  const rows = `SELECT * FROM ${readParquet(paths)}`;
  const path = join(folder, 'rows.ndjson');
  const columns = await columnsOf(sandbox, rows);
  await sandbox.run(`COPY (${rows}) TO ${quoteText(path)} (FORMAT json)`);
  return { path, format: { kind: 'rows', columns } };
};
