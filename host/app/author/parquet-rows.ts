import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { takeInLimits } from '../../extract/take-in-process.ts';
import { columnsOf } from '../../extract/worker/columns.ts';
import { openSandbox, readParquet } from '../../extract/worker/sandbox.ts';
import type { StagedFile } from '../../kernel/staged-file.ts';
import { quoteText } from '../../store/quote-ident.ts';

/** Where parquet files lie, and where their rows are written to. */
interface Places {
  readonly staging: string;
  readonly work: string;
}

/** Rows of one table in parquet as lines of JSON, which is what the rules compare. */
export const parquetRows = async (
  paths: readonly string[],
  { staging, work }: Places,
): Promise<StagedFile> => {
  const folder = await mkdtemp(join(work, 'rows-'));
  using sandbox = await openSandbox({ folders: [staging, folder], temp: folder, limits: takeInLimits });
  const rows = `SELECT * FROM ${readParquet(paths)}`;
  const path = join(folder, 'rows.ndjson');
  const columns = await columnsOf(sandbox, rows);
  await sandbox.run(`COPY (${rows}) TO ${quoteText(path)} (FORMAT json)`);
  return { path, format: { kind: 'rows', columns } };
};
