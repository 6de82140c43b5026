import type { Access } from '../access/access.ts';
import type { Lake } from '../lake/lake.ts';
import type { Engines } from '../query/engines/engines.ts';
import type { RemotePlans } from '../query/engines/remote-plans.ts';
import type { ScanBudget } from '../query/engines/scan-budget.ts';
import type { QueryHooks } from '../query/hooks/query-hooks.ts';
import type { QueryLog } from '../query/log/query-log.ts';
import { HybridQueries } from '../query/plan/hybrid-queries.ts';
import { QueryPlans } from '../query/plan/query-plans.ts';
import type { QueryPool } from '../query/pool.ts';
import type { Queries } from '../query/queries.ts';
import type { Registry } from '../registry/registry.ts';
import { newId } from '../store/new-id.ts';
import type { Outside } from './outside.ts';
import { toldTo } from './query-parts.ts';
import { mostOf } from './remote-parts.ts';

/* What looks ahead at statements. */

type With<Name extends string, T> = { readonly [Key in Name]: T };

type PlanParts = With<'pool', QueryPool> &
  With<'queryHooks', QueryHooks> &
  With<'access', Access> &
  With<'lake', Lake> &
  With<'registry', Registry> &
  With<'remotePlans', RemotePlans> &
  With<'scanBudget', ScanBudget>;

export const queryPlansOf = (parts: Outside & PlanParts) => {
  const { config, pool, access, lake, registry, remotePlans, scanBudget, plugins, log, now } = parts;
  return new QueryPlans({
    ...{ pool, access, lake, remotePlans, newId, now },
    connectors: plugins,
    hooks: parts.queryHooks,
    budget: scanBudget,
    registered: () => registry.tables(),
    limits: { rows: config.query.max_limit, timeoutMs: config.query.timeout_ms },
    usdPerTib: config.api.scan.bq_cost_per_tb_usd,
    onPlan: (entry) => log('query_plan', { ...entry }),
  });
};

type HybridParts = With<'queries', Queries> &
  With<'queryLog', QueryLog> &
  With<'queryHooks', QueryHooks> &
  With<'engines', Engines> &
  With<'registry', Registry> &
  With<'scanBudget', ScanBudget>;

export const hybridQueriesOf = (parts: Outside & HybridParts) => {
  const { config, queries, engines, registry, scanBudget, plugins, now } = parts;
  const { max_result_rows: rows, timeout_seconds: seconds } = config.remote_query;
  return new HybridQueries({
    ...{ queries, engines, registry, newId, now },
    connectors: plugins,
    budget: scanBudget,
    most: mostOf(parts),
    limits: { rows, timeoutMs: seconds * 1_000 },
    onQuery: toldTo(parts),
  });
};
