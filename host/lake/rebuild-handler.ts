import type { JobHandler } from '../jobs/job.ts';
import type { Conditions } from '../store/conditions.ts';
import type { Lake } from './lake.ts';
import { unreadable } from './lake-conditions.ts';

interface RebuildDeps {
  readonly lake: Pick<Lake, 'reconcile'>;
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
}

/** Does the rebuilds. Tables whose files cannot be read are a partial success, and a condition each. */
export const rebuildHandler =
  ({ lake, conditions }: RebuildDeps): JobHandler =>
  async ({ job }) => {
    const { generation, changed, removed, refused } = await lake.reconcile({ all: isAll(job.params) });
    for (const table of refused) await conditions.raise(unreadable(table));
    await conditions.clear('lake', 'analytics', 'rebuild_failed');
    const failed = refused.map(({ id, name, error }) => ({ id, name, code: error.code }));
    return {
      status: failed.length > 0 ? 'partial' : 'succeeded',
      result: { generation, changed, removed, failed },
    };
  };

// Whoever queues one may say nothing but why.
const isAll = (params: unknown): boolean =>
  typeof params === 'object' && params !== null && 'all' in params && params.all === true;
