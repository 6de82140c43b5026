import { stat } from 'node:fs/promises';
import { BudgetExceeded } from '@agnes/sdk/errors';
import type { DuckDBConnection } from '@duckdb/node-api';

/** What is copied, and where to. */
export interface Copy {
  readonly table: string;
  /** One SELECT. */
  readonly sql: string;
  /** Absolute. */
  readonly path: string;
  /** Bytes that the file may have; absent: no cap. */
  readonly limit?: number | undefined;
}

const lookEveryMs = 100;

/** Writes the answer of a SELECT as parquet; interrupted when the file grows beyond its cap. */
export const watchedCopy = async (
  connection: DuckDBConnection,
  { table, sql, path, limit = Number.POSITIVE_INFINITY }: Copy,
): Promise<void> => {
  let current = 0;
  const look = async (): Promise<void> => {
    current = await sizeOf(path);
    if (current > limit) connection.interrupt();
  };
  const watch = setInterval(() => void look(), lookEveryMs);
  try {
    // Under its own name from the beginning, or there would be nothing to look at.
    const format = 'FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false';
    await connection.run(`COPY (${sql}) TO ${literal(path)} (${format})`);
    current = await sizeOf(path);
  } catch (cause) {
    if (current <= limit) throw cause;
  } finally {
    clearInterval(watch);
  }
  if (current > limit) throw BudgetExceeded({ table, current, limit });
};

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => ({ size: 0 }))).size;

/** A text in SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
