import type { GroupSyncs } from '../identity/groups/group-syncs.ts';
import type { JobHandler } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';

/** The kind of job that asks identity providers for groups again. */
export const groupSyncKind = 'google.group-sync';

/** One that waits is enough, and two never run at once. */
export const groupSyncManner = { coalesceKey: groupSyncKind, concurrencyKey: groupSyncKind } as const;

type Asking = Pick<GroupSyncs, 'isNeeded' | 'run'>;

/** Says who asks, and asks once at the start: nobody keeps what was taken away while the host was down. */
export const handleGroupSync = async (
  jobs: Pick<Jobs, 'handle' | 'enqueue'>,
  groupSyncs: Asking,
): Promise<void> => {
  jobs.handle(groupSyncKind, handlerOf(groupSyncs));
  if (!(await groupSyncs.isNeeded())) return;
  // The schedule comes within the hour.
  await jobs.enqueue({ kind: groupSyncKind, params: {}, ...groupSyncManner, maxAttempts: 1 });
};

const handlerOf =
  (groupSyncs: Asking): JobHandler =>
  async ({ signal }) => {
    if (!(await groupSyncs.isNeeded())) return { result: { asked: 0, changed: 0, failed: 0 } };
    const summary = await groupSyncs.run(signal);
    return { status: summary.failed > 0 ? 'partial' : 'succeeded', result: summary };
  };
