import type { MostLanded } from '@agnes/sdk/extract';

/** Terms of a statement that scans one table and does nothing else; they hold in place of those of other statements. */
export interface ScanTerms {
  /** Bytes of the answer at most; it is cut between two batches. */
  readonly maxBytes: number;
  /** How much may be brought of a table at its source. */
  readonly most: MostLanded;
  /** What the source is to apply, in its own dialect. */
  readonly condition?: ScanCondition;
}

/** A condition that was written by this host. Rows that do not meet it are not brought. */
interface ScanCondition {
  readonly tableId: string;
  readonly table: string;
  readonly text: string;
}

/** A statement as the log has it: what its source applies beside it is told behind it. */
export const loggedSql = ({ sql, scan }: { readonly sql: string; readonly scan?: ScanTerms }): string =>
  scan?.condition ? `${sql} /* at its source: WHERE ${scan.condition.text} */` : sql;

interface Bounds {
  readonly limit: number;
  readonly timeoutMs: number;
}

/** How many rows a statement may have, and how long it may take: what is wished for, up to what is allowed. */
export const boundsOf = (
  wish: { readonly limit?: number; readonly timeoutMs?: number; readonly scan?: ScanTerms },
  most: { readonly rows: number; readonly timeoutMs: number },
): Bounds => {
  const { limit = defaultLimit, timeoutMs = most.timeoutMs, scan } = wish;
  if (scan) return { limit, timeoutMs };
  return { limit: Math.min(limit, most.rows), timeoutMs: Math.min(timeoutMs, most.timeoutMs) };
};

const defaultLimit = 1_000;
