import type { QueryRequest } from './pool.ts';
import type { WorkerQuery } from './protocol.ts';

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
