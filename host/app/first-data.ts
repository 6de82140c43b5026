import type { SyncTrigger } from '../extract/trigger.ts';
import { systemIntent } from '../http/intent.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Lake } from '../lake/lake.ts';
import type { Registry } from '../registry/registry.ts';

interface Parts {
  readonly registry: Registry;
  readonly lake: Lake;
  readonly jobs: Jobs;
  readonly syncTrigger: SyncTrigger;
}

const operator = { userId: 'system:host', isAdmin: true };

/**
 * Runs what has no data yet and waits for it. Resolves to one line for each table that failed; to none when the signal
 * ended the run.
 */
export const loadFirstData = async (
  { registry, lake, jobs, syncTrigger }: Parts,
  signal?: AbortSignal,
): Promise<readonly string[]> => {
  const published = new Set(lake.published().map(({ id }) => id));
  const empty = (await registry.tables()).filter(({ id, sourceSlug }) => sourceSlug && !published.has(id));
  if (empty.length === 0) return [];
  const { job } = await syncTrigger.run({ tables: empty.map(({ id }) => id) }, { trigger: 'register' });
  const cancel = (): void => void jobs.cancel(operator, job.id, systemIntent('sync.cancel')).catch(isOver);
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  const events = await jobs.follow(operator, job.id, { after: 0, signal: AbortSignal.timeout(600_000) });
  for await (const _event of events) {
    // The stream ends with the job.
  }
  signal?.removeEventListener('abort', cancel);
  if (signal?.aborted) return [];
  return empty.flatMap(({ id, name }) => {
    const error = lake.state(id)?.error;
    return error ? [`${name}: ${error.message}`] : [];
  });
};

/** Nothing is left to be cancelled of a run that has just ended. */
const isOver = (): void => {};
