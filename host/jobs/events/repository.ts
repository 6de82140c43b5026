import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { JobEvent, JobEventType, JobStep } from '../job.ts';

type Db = Kysely<Tables>;

/** What is to be told about a job. */
export interface NewEvent {
  readonly type: JobEventType;
  readonly data: unknown;
}

/** Adds events behind the last one. */
export const appendEvents = async (
  tx: Db,
  { id, at }: { readonly id: string; readonly at: Date },
  events: readonly NewEvent[],
): Promise<void> => {
  const last = await tx
    .selectFrom('job_events')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .where('job_id', '=', id)
    .executeTakeFirst();
  const rows = events.map(({ type, data }, index) => ({
    job_id: id,
    seq: Number(last?.seq ?? 0) + index + 1,
    occurred_at: at,
    type,
    data: dataOf(data),
  }));
  await tx.insertInto('job_events').values(rows).execute();
};

/** Longest stored event, in characters of JSON: a job has thousands, and a list of them is read in one answer. */
const longest = 16_384;

const dataOf = (data: unknown): string => {
  const text = JSON.stringify(data ?? null);
  if (text.length <= longest) return text;
  return JSON.stringify({ message: text.slice(0, longest / 2), cut: text.length });
};

/** Events with a higher number than `after`, in order, at most 1000. */
export const eventsAfter = async (db: Db, job: string, after: number): Promise<JobEvent[]> => {
  const events = db.selectFrom('job_events').select(['seq', 'type', 'data', 'occurred_at']);
  const wanted = events.where('job_id', '=', job).where('seq', '>', after).orderBy('seq').limit(1000);
  return (await wanted.execute()).map(eventOf);
};

/** The last events of a type, oldest first. */
export const latestEvents = async (
  db: Db,
  job: string,
  { type, limit }: { readonly type: JobEventType; readonly limit: number },
): Promise<JobEvent[]> => {
  const events = db.selectFrom('job_events').select(['seq', 'type', 'data', 'occurred_at']);
  const wanted = events
    .where('job_id', '=', job)
    .where('type', '=', type)
    .orderBy('seq', 'desc')
    .limit(limit);
  return (await wanted.execute()).map(eventOf).reverse();
};

/** The milestones a job has told so far. */
export const stepsOf = async (db: Db, job: string): Promise<JobStep[]> => {
  const logs = db.selectFrom('job_events').select('data').where('job_id', '=', job).where('type', '=', 'log');
  const steps = logs.where((eb) => eb(eb.cast('data', 'text'), 'like', '{"step":%')).orderBy('seq');
  return (await steps.execute()).map(({ data }) => JSON.parse(data) as JobStep);
};

const eventOf = (row: Omit<Selectable<Tables['job_events']>, 'job_id'>): JobEvent => ({
  seq: row.seq,
  // Written by `appendEvents`, so it is one of the words.
  type: row.type as JobEvent['type'],
  data: JSON.parse(row.data),
  occurredAt: row.occurred_at,
});
