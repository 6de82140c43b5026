import { stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { queryFailed, resultTooLarge } from '../errors.ts';
import type { Query } from './query-tables.ts';
import { quoteText } from './quote.ts';
import { firstLine } from './words.ts';

/** Where the result of a query goes. */
export interface Target {
  /** Absolute. */
  readonly path: string;
  /** Bytes; 0: no cap. */
  readonly limit: number;
  readonly signal: AbortSignal;
  /** Tells what DuckDB said; absent: whoever wrote the query wrote it wrong. */
  readonly failed?: (what: { table: string; reason: string }, options: ErrorOptions) => Error;
}

const lookEveryMs = 100;

/** Writes the result of a query as parquet; answers its rows. Interrupted when the file grows beyond its cap. */
export const copyResult = async (
  connection: DuckDBConnection,
  { name, sql }: Query,
  { path, limit, signal, failed = queryFailed }: Target,
): Promise<number> => {
  let bytes = 0;
  const isTooLarge = (): boolean => limit > 0 && bytes > limit;
  const look = async (): Promise<void> => {
    bytes = await sizeOf(path);
    if (isTooLarge() || signal.aborted) connection.interrupt();
  };
  const watch = setInterval(() => void look(), lookEveryMs);
  try {
    // As a text of its own: a comment or a `;` at its end hides nothing, and nothing in it leaves the COPY.
    const copy = `COPY (FROM query(${quoteText(sql)})) TO ${quoteText(path)}`;
    const { rowsChanged } = await connection.run(
      `${copy} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`,
    );
    await look();
    if (!isTooLarge()) return rowsChanged;
  } catch (cause) {
    signal.throwIfAborted();
    if (!isTooLarge()) throw failed({ table: name, reason: firstLine(cause) }, { cause });
  } finally {
    clearInterval(watch);
  }
  throw resultTooLarge({ table: name, bytes, limit });
};

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => ({ size: 0 }))).size;
