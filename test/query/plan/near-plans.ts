import { RemotePlans } from '../../../host/query/engines/remote-plans.ts';
import { QueryPlans, type QueryPlansDeps } from '../../../host/query/plan/query-plans.ts';
import type { startedQueries } from '../support/started-queries.ts';

type Started = Pick<
  Awaited<ReturnType<typeof startedQueries>>,
  'access' | 'pool' | 'generations' | 'newId' | 'now'
>;

/** Looks ahead at statements where no source can be asked. */
export const nearPlans = (
  { access, pool, generations, newId, now }: Started,
  hooks?: QueryPlansDeps['hooks'],
): QueryPlans => {
  const nothing = () => Promise.reject(new RangeError('There is no source.'));
  const remotePlans = new RemotePlans({
    ...{ pool, access },
    registry: { tables: async () => [], sources: async () => [] },
    engines: { has: () => false, estimate: nothing },
    remoteTables: { known: nothing },
  });
  return new QueryPlans({
    ...{ access, pool, remotePlans, newId, now },
    lake: generations,
    connectors: { connector: () => undefined },
    budget: { check: nothing },
    limits: { rows: 1_000_000, timeoutMs: 60_000 },
    usdPerTib: 5,
    onPlan: () => {},
    ...(hooks && { hooks }),
  });
};
