import type { GroupSyncs } from '../identity/groups/group-syncs.ts';
import type { JobHandler } from '../jobs/job.ts';

/** The kind of job that asks identity providers for groups again. */
export const groupSyncKind = 'google.group-sync';

/** Asks for the groups of people who were here lately; for nobody while there are none to ask for. */
export const groupSyncHandler =
  (groupSyncs: Pick<GroupSyncs, 'isNeeded' | 'run'>): JobHandler =>
  async ({ signal }) => {
    if (!(await groupSyncs.isNeeded())) return { result: { asked: 0, changed: 0, failed: 0 } };
    const summary = await groupSyncs.run(signal);
    return { status: summary.failed > 0 ? 'partial' : 'succeeded', result: summary };
  };
