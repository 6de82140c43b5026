import type { JobDraft } from '../jobs/job.ts';
import type { LoadedJob } from '../kernel/loaded.ts';

/**
 * How a job of a plugin is queued: one at a time of each kind, and equal ones that wait are one. Those of one connector
 * share the folders that its sources keep, so they are one at a time together.
 */
export const pluginJobDraft = (
  {
    id,
    contribution: { connector },
  }: Pick<LoadedJob, 'id'> & {
    readonly contribution: Pick<LoadedJob['contribution'], 'connector'>;
  },
  params: unknown,
) => {
  const draft = {
    kind: id,
    params: params ?? {},
    lane: 'plugin',
    concurrencyKey: connector === undefined ? `plugin-job ${id}` : `plugin-job of ${connector}`,
    coalesceKey: `plugin-job ${id} ${JSON.stringify(Object.entries(Object(params)).sort())}`,
  } as const;
  return draft satisfies JobDraft;
};
