import type { QueryFormat, QueryParams, WorkerQuery } from './protocol.ts';
import type { ScanTerms } from './scan-terms.ts';
import type { QueryScope } from './scope.ts';

/** A statement and what it may see. */
export interface QueryRequest {
  /** Whose it is, so that workers are shared fairly; absent: the host's own. */
  readonly user?: string;
  readonly scope: QueryScope;
  /** The data generation the scope is of; absent: the answer is not kept. */
  readonly generation?: number;
  readonly sql: string;
  readonly params?: QueryParams;
  /** Rows at most; the answer says whether there were more. */
  readonly limit: number;
  readonly format: QueryFormat;
  /** Time until it is stopped, waiting for a worker and sending the answer included. */
  readonly timeoutMs: number;
  /** Leaves cells that a spreadsheet would run as they are. */
  readonly csvRaw?: boolean;
  /** See `RemotePlan`. */
  readonly inPlace?: string;
  readonly isPlan?: boolean;
  readonly scan?: Pick<ScanTerms, 'maxBytes'>;
  readonly signal?: AbortSignal;
  /** Told how far it is, in percent, by workers that are heavy. */
  readonly onProgress?: (percent: number) => void;
}

/** A statement as a worker is told of it. */
export const workerQuery = (request: QueryRequest, id: string): WorkerQuery => {
  const { scope, sql, params = [], limit, format, csvRaw = false, inPlace, isPlan = false, scan } = request;
  return {
    type: 'query',
    id,
    scope: scope.key,
    sql,
    params,
    limit,
    format,
    csvRaw,
    isPlan,
    ...(inPlace !== undefined && { inPlace }),
    ...(scan && { maxBytes: scan.maxBytes }),
  };
};
