import type { Principal } from '../../../host/http/principal.ts';
import { documentOf } from '../../../host/query/plan/plan-document.ts';
import { QueryPlans } from '../../../host/query/plan/query-plans.ts';
import type { QueryAsk } from '../../../host/query/query-ask.ts';
import type { QueryLogEntry } from '../../../host/query/query-log.ts';
import { newId } from '../../../host/store/new-id.ts';
import type { farQueries } from '../engines/far-queries.ts';

/** Looks ahead at statements over the tables of a lab. */
export const farPlans = ({
  parts: { generations, plans, ...parts },
}: Awaited<ReturnType<typeof farQueries>>) => {
  const looked: QueryLogEntry[] = [];
  const queryPlans = new QueryPlans({
    ...parts,
    ...{ lake: generations, remotePlans: plans, usdPerTib: 5, newId, now: Date.now },
    limits: { rows: 10_000, timeoutMs: 60_000 },
    onPlan: (entry) => looked.push(entry),
  });
  const look = async (principal: Principal, sql: string, more: Partial<QueryAsk> = {}) => {
    const call = { requestId: 'r', signal: new AbortController().signal };
    return documentOf(await queryPlans.plan(principal, { sql, format: 'json', ...more }, call));
  };
  return { look, looked };
};
