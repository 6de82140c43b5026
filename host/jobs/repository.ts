import type { Insertable, Kysely, Updateable } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { Job, JobStatus, Lane, Lease } from './job.ts';
import { jobColumns, jobOf } from './job-row.ts';

type Db = Kysely<Tables>;
type Changes = Updateable<Tables['jobs']>;

/** States in which somebody holds the lease of a job. */
export const held: readonly JobStatus[] = ['running', 'cancelling'];

/** Adds a queued job. */
export const insertJob = async (tx: Db, row: Insertable<Tables['jobs']>): Promise<Job> =>
  jobOf(await tx.insertInto('jobs').values(row).returning(jobColumns).executeTakeFirstOrThrow());

export const findJob = async (db: Db, id: string): Promise<Job | undefined> => {
  const row = await db.selectFrom('jobs').select(jobColumns).where('id', '=', id).executeTakeFirst();
  return row && jobOf(row);
};

/** The job this creator made with this key after `since`. */
export const findByIdempotencyKey = async (
  tx: Db,
  { createdBy, key, since }: { readonly createdBy: string; readonly key: string; readonly since: Date },
): Promise<Job | undefined> => {
  const row = await tx
    .selectFrom('jobs')
    .select(jobColumns)
    .where('created_by', '=', createdBy)
    .where('idempotency_key', '=', key)
    .where('created_at', '>', since)
    .executeTakeFirst();
  return row && jobOf(row);
};

/** The job with this key that has not begun. */
export const findQueued = async (tx: Db, coalesceKey: string): Promise<Job | undefined> => {
  const jobs = tx.selectFrom('jobs').select(jobColumns).where('status', '=', 'queued');
  const row = await jobs.where('coalesce_key', '=', coalesceKey).executeTakeFirst();
  return row && jobOf(row);
};

/** What a worker has room for. */
export interface Room {
  readonly lanes: readonly Lane[];
  readonly kinds: readonly string[];
  readonly now: Date;
}

/** The job that is to run next, leaving out those whose concurrency key is busy. */
export const nextClaimable = async (
  tx: Db,
  { lanes, kinds, now }: Room,
): Promise<Pick<Job, 'id' | 'attempt'> | undefined> => {
  if (lanes.length === 0 || kinds.length === 0) return undefined;
  const busy = tx
    .selectFrom('jobs as other')
    .select('other.concurrency_key')
    .where('other.status', 'in', held)
    .where('other.concurrency_key', 'is not', null);
  return await tx
    .selectFrom('jobs')
    .select(['id', 'attempt'])
    .where('status', '=', 'queued')
    .where('run_after', '<=', now)
    .where('lane', 'in', lanes)
    .where('kind', 'in', kinds)
    .where((eb) => eb.or([eb('concurrency_key', 'is', null), eb('concurrency_key', 'not in', busy)]))
    .orderBy('priority', 'desc')
    .orderBy('run_after')
    .orderBy('id')
    .executeTakeFirst();
};

/** Changes a job that is still queued; `undefined` when somebody was faster. */
export const changeQueued = (tx: Db, id: string, changes: Changes): Promise<Job | undefined> =>
  changeIdle(tx, { id, status: 'queued' }, changes);

/** Changes a job that nobody works on, if it is still in this state. */
export const changeIdle = async (
  tx: Db,
  { id, status }: { readonly id: string; readonly status: 'queued' | 'needs_confirmation' },
  changes: Changes,
): Promise<Job | undefined> => {
  const idle = tx.updateTable('jobs').set(changes).where('id', '=', id).where('status', '=', status);
  const row = await idle.returning(jobColumns).executeTakeFirst();
  return row && jobOf(row);
};

/** Changes a job under its lease; `undefined` when the lease is lost, and then nothing is changed. */
export const changeHeld = async (
  tx: Db,
  { id, token }: Lease,
  changes: Changes,
): Promise<Job | undefined> => {
  const row = await tx
    .updateTable('jobs')
    .set(changes)
    .where('id', '=', id)
    .where('lease_token', '=', token)
    .where('status', 'in', held)
    .returning(jobColumns)
    .executeTakeFirst();
  return row && jobOf(row);
};

/** The job, if this lease still holds it. */
export const findHeld = async (tx: Db, { id, token }: Lease): Promise<Job | undefined> => {
  const jobs = tx.selectFrom('jobs').select(jobColumns).where('id', '=', id);
  const row = await jobs.where('lease_token', '=', token).where('status', 'in', held).executeTakeFirst();
  return row && jobOf(row);
};

/** Asks whoever runs the job to stop. */
export const requestCancel = async (tx: Db, id: string): Promise<void> => {
  const changes = { status: 'cancelling', cancel_requested: true };
  await tx.updateTable('jobs').set(changes).where('id', '=', id).where('status', '=', 'running').execute();
};

/** Who is looking for abandoned jobs. `starting`: whoever else holds a lease is gone. */
export interface Search {
  readonly now: Date;
  readonly alive: readonly string[];
  readonly starting: boolean;
}

/** Leases nobody renews: expired ones and, at start, all; never those of jobs that are alive here. */
export const abandonedLeases = async (tx: Db, { now, alive, starting }: Search): Promise<Lease[]> => {
  let jobs = tx.selectFrom('jobs').select(['id', 'lease_token']).where('status', 'in', held);
  if (!starting) jobs = jobs.where('lease_expires_at', '<=', now);
  if (alive.length > 0) jobs = jobs.where('id', 'not in', alive);
  return (await jobs.execute()).map((row) => ({ id: row.id, token: row.lease_token ?? '' }));
};

/** When there is something to do again, if nothing happens until then. */
export const nextDue = async (
  tx: Db,
  { now, alive }: Omit<Search, 'starting'>,
): Promise<Date | undefined> => {
  const queued = tx.selectFrom('jobs').where('status', '=', 'queued').where('run_after', '>', now);
  const due = await queued.select((eb) => eb.fn.min('run_after').as('at')).executeTakeFirst();
  let leases = tx.selectFrom('jobs').where('status', 'in', held);
  if (alive.length > 0) leases = leases.where('id', 'not in', alive);
  const expiry = await leases.select((eb) => eb.fn.min('lease_expires_at').as('at')).executeTakeFirst();
  const times = [due?.at, expiry?.at].filter((at) => at instanceof Date).map((at) => at.getTime());
  return times.length > 0 ? new Date(Math.min(...times)) : undefined;
};
