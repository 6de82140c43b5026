import type { Insertable, Kysely, Selectable, Updateable } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { JobStatus } from '../job.ts';
import type { StoredSchedule } from './schedule.ts';

type Db = Kysely<Tables>;
type Row = Selectable<Tables['schedules']>;

/** Every schedule, by id. */
export const allSchedules = async (db: Db): Promise<StoredSchedule[]> =>
  (await db.selectFrom('schedules').selectAll().orderBy('id').execute()).map(scheduleOf);

export const findSchedule = async (db: Db, id: string): Promise<StoredSchedule | undefined> => {
  const row = await db.selectFrom('schedules').selectAll().where('id', '=', id).executeTakeFirst();
  return row && scheduleOf(row);
};

/** The schedule that stands for this kind and target. */
export const findTwin = async (
  tx: Db,
  { kind, target }: Pick<StoredSchedule, 'kind' | 'target'>,
): Promise<string | undefined> => {
  const same = tx.selectFrom('schedules').select('id').where('kind', '=', kind);
  return (await same.where('target', '=', target).executeTakeFirst())?.id;
};

export const insertSchedule = async (tx: Db, row: Insertable<Tables['schedules']>): Promise<void> => {
  await tx.insertInto('schedules').values(row).execute();
};

export const changeSchedule = async (
  tx: Db,
  id: string,
  changes: Updateable<Tables['schedules']>,
): Promise<void> => {
  await tx.updateTable('schedules').set(changes).where('id', '=', id).execute();
};

/** Removes a schedule. */
export const deleteSchedule = async (tx: Db, id: string): Promise<void> => {
  await tx.deleteFrom('schedules').where('id', '=', id).execute();
};

/** The last job of each schedule, as it stands now. */
export const lastJobs = async (db: Db): Promise<ReadonlyMap<string, JobStatus>> => {
  const rows = await db
    .selectFrom('schedules')
    .innerJoin('jobs', 'jobs.id', 'schedules.last_job_id')
    .select(['schedules.id', 'jobs.status'])
    .execute();
  // Written by the repository of jobs, from that list of words.
  return new Map(rows.map(({ id, status }) => [id, status as JobStatus]));
};

const scheduleOf = (row: Row): StoredSchedule => ({
  id: row.id,
  kind: row.kind,
  target: row.target,
  spec: row.spec,
  enabled: row.enabled,
  catchUp: row.catch_up,
  failures: row.failures,
  ...(row.payload !== null && { payload: JSON.parse(row.payload) }),
  ...(row.next_run_at !== null && { nextRun: row.next_run_at }),
  ...(row.last_slot_at !== null && { lastSlot: row.last_slot_at }),
  ...(row.last_run_at !== null && { lastRun: row.last_run_at }),
  ...(row.last_status !== null && { lastStatus: row.last_status }),
  ...(row.last_job_id !== null && { lastJobId: row.last_job_id }),
  ...(row.created_by !== null && { createdBy: row.created_by }),
});
