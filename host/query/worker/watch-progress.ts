import type { DuckDBConnection } from '@duckdb/node-api';

const everyMs = 500;

/** Tells how far the statement of a connection is, in whole percent and only when that has changed, until disposed. */
export const watchProgress = (
  connection: Pick<DuckDBConnection, 'progress'>,
  tell: (percent: number) => void,
): Disposable => {
  let told = -1;
  const timer = setInterval(() => {
    // -1: the engine cannot say, and nothing is done for sure.
    const percent = Math.max(0, Math.floor(connection.progress.percentage));
    // Less than what was told: another step of the same work has begun.
    if (percent <= told) return;
    told = percent;
    tell(percent);
  }, everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
};
