import { type Kysely, sql } from 'kysely';
import type { Tables } from '../store/tables.ts';
import type { Job, JobStatus, Lane } from './job.ts';
import { jobColumns, jobOf } from './job-row.ts';
import { held } from './repository.ts';

type Db = Kysely<Tables>;

const open = [...held, 'queued', 'needs_confirmation'] satisfies JobStatus[];

/** Which jobs a list shows; `before` is the id of the last one already shown. */
export interface JobFilter {
  readonly createdBy?: string;
  readonly kind?: string;
  readonly status?: JobStatus;
  readonly since?: Date;
  /** Created before. */
  readonly until?: Date;
  /** Slug: jobs that read this source, or are going to. */
  readonly source?: string;
  readonly before?: string;
  readonly limit?: number;
}

/** Newest first; ids sort by the time they were made. */
export const listJobs = async (db: Db, filter: JobFilter): Promise<Job[]> => {
  const { createdBy, kind, status, since, until, source, before, limit } = filter;
  let jobs = db.selectFrom('jobs').select(jobColumns).orderBy('id', 'desc');
  if (createdBy !== undefined) jobs = jobs.where('created_by', '=', createdBy);
  if (kind !== undefined) jobs = jobs.where('kind', '=', kind);
  if (status !== undefined) jobs = jobs.where('status', '=', status);
  if (since !== undefined) jobs = jobs.where('created_at', '>=', since);
  if (until !== undefined) jobs = jobs.where('created_at', '<', until);
  if (source !== undefined)
    jobs = jobs.where((eb) => eb.or([names(source), eb('id', 'in', whoRead(db, source))]));
  if (before !== undefined) jobs = jobs.where('id', '<', before);
  if (limit !== undefined) jobs = jobs.limit(limit);
  return (await jobs.execute()).map(jobOf);
};

const names = (source: string) =>
  sql<boolean>`strpos(cast(params as text), ${`"connection":${JSON.stringify(source)}`}) > 0`;

/** A run tells beforehand which sources it is going to read. */
const whoRead = (db: Db, source: string) =>
  db
    .selectFrom('job_events')
    .select('job_id')
    .where('type', '=', 'log')
    .where((eb) => eb(eb.cast('data', 'text'), 'like', '{"step":"planned"%'))
    .where(sql<boolean>`strpos(cast(data as text), ${JSON.stringify(source)}) > 0`);

/** Jobs of a kind that are not over, oldest first. */
export const unfinishedJobs = async (db: Db, kind: string): Promise<Job[]> => {
  const jobs = db.selectFrom('jobs').select(jobColumns).where('kind', '=', kind);
  return (await jobs.where('status', 'in', open).orderBy('id').execute()).map(jobOf);
};

/** Ids of the jobs that wait in a lane, the next one first. */
export const waitingIn = async (db: Db, lane: Lane): Promise<readonly string[]> => {
  const jobs = db.selectFrom('jobs').select('id').where('lane', '=', lane).where('status', '=', 'queued');
  const rows = await jobs.orderBy('priority', 'desc').orderBy('run_after').orderBy('id').execute();
  return rows.map(({ id }) => id);
};

/** How many jobs of a lane are in a state that is not their last. */
export interface Depth {
  readonly lane: Lane;
  readonly status: JobStatus;
  readonly count: number;
}

/** What is queued, runs or waits for a yes, by lane. */
export const queueDepth = async (db: Db): Promise<Depth[]> => {
  const rows = await db
    .selectFrom('jobs')
    .select(['lane', 'status'])
    .select((eb) => eb.fn.countAll().as('count'))
    .where('status', 'in', open)
    .groupBy(['lane', 'status'])
    .execute();
  // Only these states are asked for.
  return rows.map(({ lane, status, count }) => ({ lane, status: status as JobStatus, count: Number(count) }));
};

/** When the first of those that wait for a turn was due; nothing when none waits. */
export const oldestQueued = async (db: Db, now: Date): Promise<Date | undefined> => {
  const first = await db
    .selectFrom('jobs')
    .select('run_after')
    .where('status', '=', 'queued')
    .where('run_after', '<=', now)
    .orderBy('run_after')
    .limit(1)
    .executeTakeFirst();
  return first?.run_after;
};
