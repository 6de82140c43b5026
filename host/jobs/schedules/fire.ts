import type { Kysely, Updateable } from 'kysely';
import { crashPoint } from '../../store/crash-point.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import type { Tables } from '../../store/tables.ts';
import { enqueue } from '../enqueue.ts';
import type { Job } from '../job.ts';
import { findByIdempotencyKey, findQueued } from '../repository.ts';
import { parseSchedule, type Schedule } from './grammar.ts';
import { changeSchedule, findSchedule } from './repository.ts';
import type { JobManner, StoredSchedule } from './schedule.ts';
import { type Planning, runAfter, slotOf } from './slots.ts';

type Tx = Kysely<Tables>;

/** What firing needs to know. */
export interface Firing extends Planning {
  /** The user in whose name jobs are queued; a scheduler outside the host uses the same. */
  readonly owner: string;
  /** Milliseconds after which a run counts as missed, not as late. */
  readonly lateness: number;
  readonly handles: (kind: string) => boolean;
  readonly mannerOf: (kind: string) => JobManner | undefined;
}

/** What a look at a schedule came to. */
export type Fired = 'queued' | 'skipped' | 'not_due';

/** A schedule whose run is due now. */
interface Due {
  readonly row: StoredSchedule;
  readonly schedule: Schedule;
  readonly nextRun: Date;
  readonly slot: number;
}

/** Queues the job of a slot that is due, in one transaction with the row that says so: no crash loses or doubles it. */
export const fire = async (tx: Tx, id: string, firing: Firing): Promise<Fired> => {
  const due = dueOf(await findSchedule(tx, id), firing.now);
  if (!due) return 'not_due';
  const { row, nextRun } = due;
  if (row.catchUp === 'skip' && firing.now - nextRun.getTime() > firing.lateness) {
    await changeSchedule(tx, id, { ...settled(due, firing), last_status: 'skipped(missed)' });
    return 'skipped';
  }
  if (!firing.handles(row.kind)) {
    await changeSchedule(tx, id, { ...settled(due, firing), last_status: 'skipped(no_handler)' });
    return 'skipped';
  }
  const { job } = await enqueue(tx, draftOf(due, firing), firing.now);
  crashPoint('schedule.queued');
  await changeSchedule(tx, id, { ...settled(due, firing), ...ranAs(job, firing) });
  return 'queued';
};

/**
 * Notes that a scheduler outside the host has queued the job of the slot that is due. An equal one that waits counts,
 * too: the call that met it left no key.
 */
export const noteFired = async (tx: Tx, id: string, firing: Firing): Promise<Fired> => {
  const due = dueOf(await findSchedule(tx, id), firing.now);
  if (!due) return 'not_due';
  const { idempotencyKey: key, createdBy, coalesceKey } = draftOf(due, firing);
  const since = new Date(firing.now - day);
  const job =
    (await findByIdempotencyKey(tx, { key, createdBy, since })) ?? (await findQueued(tx, coalesceKey));
  if (!job) return 'not_due';
  await changeSchedule(tx, id, { ...settled(due, firing), ...ranAs(job, firing) });
  return 'queued';
};

const day = 24 * 3_600_000;

/** The idempotency key of the run that was planned for this moment; the same in every scheduler. */
const slotKey = (id: string, nextRun: Date): string => `${id}:${isoUtc(nextRun)}`;

const dueOf = (row: StoredSchedule | undefined, now: number): Due | undefined => {
  if (!row?.enabled || !row.nextRun || row.nextRun.getTime() > now) return undefined;
  const parsed = parseSchedule(row.spec);
  if (!parsed.ok) return undefined;
  const { schedule } = parsed;
  const planned = { lastSlot: row.lastSlot?.getTime(), nextRun: row.nextRun.getTime() };
  return { row, schedule, nextRun: row.nextRun, slot: slotOf(schedule, planned, now) };
};

const draftOf = ({ row, nextRun }: Due, { owner, mannerOf }: Firing) => ({
  kind: row.kind,
  params: row.payload ?? {},
  coalesceKey: `schedule:${row.id}`,
  concurrencyKey: `schedule:${row.id}`,
  ...mannerOf(row.kind)?.(row.payload),
  createdBy: owner,
  idempotencyKey: slotKey(row.id, nextRun),
  // The schedule itself comes back to what failed.
  maxAttempts: 1,
});

const ranAs = (job: Job, { now }: Firing): Updateable<Tables['schedules']> => ({
  last_job_id: job.id,
  last_status: job.status,
  last_run_at: new Date(now),
});

const settled = ({ schedule, slot }: Due, planning: Planning): Updateable<Tables['schedules']> => ({
  last_slot_at: new Date(slot),
  next_run_at: new Date(runAfter(schedule, slot, planning)),
});
