import { readRunParams } from '../extract/run-params.ts';
import { type SyncTrigger, syncRunKind } from '../extract/trigger.ts';
import { isFinished } from '../jobs/job.ts';
import type { JobAgain } from '../jobs/job-again.ts';
import { notRepeatable } from './errors.ts';

/** Runs of sources can be queued again; what was confirmed for the first one is asked again. */
export const jobAgainOf = ({ syncTrigger }: { readonly syncTrigger: Pick<SyncTrigger, 'run'> }): JobAgain => {
  const can: JobAgain['can'] = ({ kind, status }) => kind === syncRunKind && isFinished(status);
  return {
    can,
    queue: async (job, { userId, requestId }, intent) => {
      const read = readRunParams(job.params);
      if (!(can(job) && read.ok)) throw notRepeatable({ kind: job.kind });
      const { tables, connection, force } = read.value;
      const request = { force, ...(tables && { tables }), ...(connection !== undefined && { connection }) };
      const origin = { trigger: 'manual', createdBy: userId, requestId };
      return (await syncTrigger.run(request, origin, intent)).job.id;
    },
  };
};
