import type { JobDraft } from '../jobs/job.ts';

/** Kind of the jobs that bring the views in line with the registry. */
export const rebuildKind = 'analytics.rebuild';

/** A rebuild to be queued; an equal one that waits is used again. */
export const rebuildJob = ({
  reason,
  all = false,
}: {
  readonly reason: string;
  readonly all?: boolean;
}): JobDraft => ({
  kind: rebuildKind,
  params: { reason, all },
  lane: 'light',
  coalesceKey: `${rebuildKind} ${all}`,
  concurrencyKey: rebuildKind,
});
