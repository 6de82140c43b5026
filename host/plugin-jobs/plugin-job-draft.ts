import type { JobDraft } from '../jobs/job.ts';

/** How a job of a plugin is queued: one at a time of each kind, and equal ones that wait are one. */
export const pluginJobDraft = (id: string, params: unknown) => {
  const draft = {
    kind: id,
    params: params ?? {},
    lane: 'plugin',
    concurrencyKey: `plugin-job ${id}`,
    coalesceKey: `plugin-job ${id} ${JSON.stringify(Object.entries(Object(params)).sort())}`,
  } as const;
  return draft satisfies JobDraft;
};
