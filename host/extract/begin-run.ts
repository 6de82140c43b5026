import type { Job } from '../jobs/job.ts';
import { newId } from '../store/new-id.ts';
import type { SystemStore } from '../store/system-store.ts';
import { insertRun } from './repository.ts';
import type { RunParams } from './run-params.ts';

/** Writes down that a run begins; gives its id. */
export const beginRun = async (
  { id: job_id }: Pick<Job, 'id'>,
  { trigger, tables, connection, dry_run = false }: RunParams,
  { store, now }: { readonly store: SystemStore; readonly now: () => number },
): Promise<string> => {
  const id = newId();
  const requested = JSON.stringify({
    ...(tables && { tables }),
    ...(connection !== undefined && { connection }),
  });
  await store.keep((tx) =>
    insertRun(tx, {
      id,
      job_id,
      trigger,
      requested,
      dry_run,
      status: 'running',
      started_at: new Date(now()),
      finished_at: null,
      tables_ok: 0,
      tables_failed: 0,
      tables_skipped: 0,
      generation: null,
    }),
  );
  return id;
};
