import type { Registry } from '../registry/registry.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { LakeDoor } from './lake-door.ts';
import { planRun, type RunPlan } from './plan-run.ts';
import { askedTables } from './questions.ts';
import { failuresSinceSuccess } from './repository.ts';
import type { RunParams } from './run-params.ts';

interface Deps {
  readonly registry: Pick<Registry, 'tables' | 'sources' | 'connector'>;
  readonly lake: Pick<LakeDoor, 'published'>;
  readonly store: SystemStore;
  readonly now: () => number;
}

/** What a run reads, as everything stands now; `attempt` counts how often its job was started. */
export const choosePlan = async (
  params: RunParams,
  attempt: number,
  { registry, lake, store, now }: Deps,
): Promise<RunPlan> => {
  const synced = new Map(lake.published().map(({ id, lastSync }) => [id, lastSync]));
  const found = params.trigger === 'schedule' ? await failuresSinceSuccess(store.read) : [];
  return planRun(params, {
    tables: await registry.tables(),
    sources: await registry.sources(),
    modesOf: (type) => {
      const connector = registry.connector(type);
      return connector && (connector.contribution.queryModes ?? ['local']);
    },
    now: now(),
    // Somebody who asks wants it tried; so does the queue, which has waited already, where that can help.
    failures: new Map([...found].filter(([, { retryable }]) => attempt === 1 || !retryable)),
    asked: await askedTables(store),
    lastSync: (id) => synced.get(id),
  });
};
