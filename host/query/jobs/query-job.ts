import type { Job } from '../../jobs/job.ts';
import type { QueryFormat, QueryParams } from '../protocol.ts';

/** Kind of the jobs that run statements. */
export const queryRunKind = 'query.run';

/** Longest run of a statement in the background, in milliseconds. */
export const longestRunMs = 3_600_000;

/** How long a result is kept, in milliseconds. */
export const keptMs = 24 * 3_600_000;

/** What is to run in the background. */
export interface QueryJobAsk {
  readonly sql: string;
  readonly params?: QueryParams;
  readonly limit: number;
  readonly timeoutMs: number;
  /** Form of the result where nobody says another. */
  readonly format?: QueryFormat;
  readonly csvRaw: boolean;
}

/** What is known of a result; its rows are in a file. */
export interface KeptResult {
  readonly queryId: string;
  readonly columns: readonly string[];
  /** DuckDB type names. */
  readonly types: readonly string[];
  /** Every table it was read from. */
  readonly tableIds: readonly string[];
  readonly rows: number;
  readonly truncated: boolean;
  readonly generation: number;
  /** When the oldest of its tables was read at its source. */
  readonly extractedAt?: Date;
  readonly elapsedMs: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly md5: string;
}

/** A statement in the background. */
export interface QueryJob extends QueryJobAsk {
  readonly jobId: string;
  readonly userId: string;
  /** Token it was sent with. */
  readonly tokenId?: string;
  readonly expiresAt: Date;
  readonly kept?: KeptResult;
}

/** The same with the state of its job. */
export interface QueryJobState {
  readonly job: Job;
  readonly query: QueryJob;
  /** Its place among those that wait, from 1. */
  readonly position?: number;
}
