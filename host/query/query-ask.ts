import type { QueryAnswer } from './pool.ts';
import type { QueryFormat, QueryParams } from './protocol.ts';
import type { QuerySurface } from './query-log.ts';
import type { ScanTerms } from './scan-terms.ts';
import type { LandedTable } from './scope.ts';
import type { Stamps } from './stamps.ts';

/** What somebody wants to know. */
export interface QueryAsk {
  readonly sql: string;
  readonly format: QueryFormat;
  readonly limit?: number;
  readonly timeoutMs?: number;
  readonly params?: QueryParams;
  readonly csvRaw?: boolean;
  /** `heavy`: it runs in the background, and waits only for others of its kind. */
  readonly lane?: 'heavy';
  /** Told how far it is, in percent, when it is heavy. */
  readonly onProgress?: (percent: number) => void;
  /** Tables that were brought for this statement alone. They go before those of the same name. */
  readonly given?: readonly LandedTable[];
  /** Of a scan of one table. */
  readonly scan?: ScanTerms;
}

/** An answer that has begun, and where it comes from. */
export interface QueryResult extends Omit<QueryAnswer, 'cache'>, Stamps {
  readonly queryId: string;
  /** Rows at most, after everybody has had a say; absent of what was kept. */
  readonly limit?: number;
  /** Ids of the tables it reads, here and at sources. */
  readonly tableIds: readonly string[];
  /** Milliseconds since it was asked. */
  readonly elapsedMs: () => number;
}

/** How a query came in. */
export interface QueryCall {
  readonly requestId: string;
  readonly signal: AbortSignal;
  /** `api` when absent. */
  readonly surface?: QuerySurface;
}
