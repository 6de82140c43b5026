import type { Kysely } from 'kysely';
import type { Tables } from '../store/tables.ts';
import { appendEvents } from './events/repository.ts';
import type { Job } from './job.ts';
import { changeIdle, requestCancel } from './repository.ts';

/** Ends a job that nobody works on; asks whoever does to stop. */
export const cancelStored = async (tx: Kysely<Tables>, job: Job, at: Date): Promise<void> => {
  const { id, status } = job;
  if (status === 'queued' || status === 'needs_confirmation') {
    const ended = { status: 'cancelled', cancel_requested: true, confirm: null, finished_at: at } as const;
    await changeIdle(tx, { id, status }, ended);
    await appendEvents(tx, { id: job.id, at }, [stateOf(job, 'cancelled'), endOf(job)]);
  }
  if (job.status === 'running') {
    await requestCancel(tx, job.id);
    await appendEvents(tx, { id: job.id, at }, [stateOf(job, 'cancelling')]);
  }
};

const stateOf = ({ attempt }: Job, status: Job['status']) =>
  ({ type: 'state', data: { status, attempt } }) as const;

const endOf = ({ attempt }: Job) => ({ type: 'end', data: { status: 'cancelled', attempt } }) as const;
