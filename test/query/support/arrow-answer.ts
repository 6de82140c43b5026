import { tableFromIPC } from 'apache-arrow';
import type { QueryRequest } from '../../../host/query/query-request.ts';
import type { openLab } from './query-lab.ts';

type Lab = Pick<Awaited<ReturnType<typeof openLab>>, 'pool' | 'scope'>;

/** A statement to be answered as an Arrow stream. */
export const arrowRequest = (
  { scope }: Lab,
  sql: string,
  options: Partial<QueryRequest> = {},
): QueryRequest => ({ sql, scope, limit: 1_000, format: 'arrow', timeoutMs: 60_000, ...options });

/** The table that a reader of Arrow sees, and what was said at its end. */
export const arrowAnswer = async (lab: Lab, sql: string, options: Partial<QueryRequest> = {}) => {
  const { body, end } = await lab.pool.run(arrowRequest(lab, sql, options));
  const bytes = Buffer.isBuffer(body) ? body : Buffer.concat(await body.toArray());
  return { table: tableFromIPC(bytes), ...(await end) };
};
