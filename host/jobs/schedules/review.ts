import type { Kysely, Updateable } from 'kysely';
import type { Fault } from '../../store/conditions.ts';
import type { Tables } from '../../store/tables.ts';
import { isFinished, type JobStatus } from '../job.ts';
import { parseSchedule, type Schedule } from './grammar.ts';
import { allSchedules, changeSchedule, lastJobs } from './repository.ts';
import type { StoredSchedule } from './schedule.ts';
import { firstRun, type Planning, retryAt } from './slots.ts';

/** What is stored of a schedule whose text is none. */
export const badSchedule = 'failed(bad_schedule)';

/** Faults that hold, and ids of the schedules whose text is good. */
export interface Reviewed {
  readonly broken: readonly Fault[];
  readonly sound: readonly string[];
}

/** Takes down how jobs ended and plans what has no next run. Text that is no schedule is a failure, never a silence. */
export const review = async (tx: Kysely<Tables>, planning: Planning): Promise<Reviewed> => {
  const jobs = await lastJobs(tx);
  const broken: Fault[] = [];
  const sound: string[] = [];
  for (const row of await allSchedules(tx)) {
    const parsed = parseSchedule(row.spec);
    if (parsed.ok) sound.push(row.id);
    else broken.push(brokenFault(row, parsed.position));
    const changes = parsed.ok
      ? changesOf(row, { schedule: parsed.schedule, job: jobs.get(row.id), planning })
      : { last_status: badSchedule, next_run_at: null };
    if (differs(row, changes)) await changeSchedule(tx, row.id, changes);
  }
  return { broken, sound };
};

/** True while a job may still change how its schedule ended. */
export const isOpen = (status: string | undefined): boolean =>
  status !== undefined && ['queued', 'running', 'cancelling', 'needs_confirmation'].includes(status);

type Changes = Updateable<Tables['schedules']>;

interface Standing {
  readonly schedule: Schedule;
  readonly job: JobStatus | undefined;
  readonly planning: Planning;
}

const changesOf = (row: StoredSchedule, standing: Standing): Changes => {
  const { schedule, planning } = standing;
  if (!row.nextRun) return { next_run_at: new Date(firstRun(schedule, planning)), last_status: null };
  return isOpen(row.lastStatus) ? endOf(row, standing) : {};
};

const endOf = (row: StoredSchedule, { schedule, job, planning }: Standing): Changes => {
  // A job that was removed tells nothing any more.
  if (job === undefined) return { last_status: 'unknown' };
  if (!isFinished(job)) return {};
  if (job === 'cancelled') return { last_status: job };
  if (job !== 'failed') return { last_status: job, failures: 0 };
  const failures = row.failures + 1;
  const lastSlot = row.lastSlot?.getTime() ?? planning.now;
  const again = retryAt(schedule, { failures, lastSlot }, planning);
  return { last_status: job, failures, ...(again !== undefined && { next_run_at: new Date(again) }) };
};

const differs = (row: StoredSchedule, { last_status, next_run_at }: Changes): boolean =>
  (last_status !== undefined && last_status !== (row.lastStatus ?? null)) ||
  (next_run_at !== undefined && next_run_at !== (row.nextRun ?? null));

const brokenFault = ({ id, spec }: StoredSchedule, position: number): Fault => ({
  subjectType: 'schedule',
  subjectId: id,
  code: 'bad_schedule',
  severity: 'error',
  why: `"${spec}" of the schedule ${id} is no schedule: it goes wrong at character ${position + 1}. It is not run.`,
  remedy: `Give it one such as \`every 15m\` or \`daily 03:00\`: agnes admin schedule edit ${id} --spec …`,
});
