import type { Job, JobEvent, JobStatus } from '../../jobs/job.ts';
import { shownParams } from '../../jobs/shown-params.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import { below } from '../address.ts';
import { amountOf, momentOf } from '../figures.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import { jobChip } from './job-words.ts';
import { progressWords, tookOf } from './list-view.ts';
import { outcomeRows } from './outcome-rows.ts';

/** What is known of a job. */
export interface JobFacts {
  readonly job: Job;
  /** Changes of its state, oldest first; and the same of tables and lines of the log. */
  readonly states: readonly JobEvent[];
  readonly tables: readonly JobEvent[];
  readonly log: readonly JobEvent[];
  /** E-mail of whoever wanted it. */
  readonly by: string | undefined;
  /** What it made of the plugins; of jobs that change them. */
  readonly change?: object | undefined;
}

/** What happened before, and what may be done. */
export interface JobShown {
  readonly now: number;
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
  readonly canRepeat: boolean;
}

const ended: readonly JobStatus[] = ['succeeded', 'partial', 'failed', 'cancelled'];

/** What `job.mustache` is filled with. */
export const jobView = (facts: JobFacts, { now, done, refusal, canRepeat }: JobShown): object => {
  const { job, states, tables, log } = facts;
  const { id, kind, status, confirm, progress } = job;
  const base = below('/admin/jobs', id);
  const outcomes = outcomeRows(tables);
  const isOver = ended.includes(status);
  return {
    ...{ id, kind, base, done, isOver },
    state: jobChip(status),
    refusal: refusalView(refusal),
    follow: !isOver && status !== 'needs_confirmation' && { after: lastSeq(facts), id },
    confirm: confirm && { question: confirm.question },
    cancellable: !isOver && status !== 'cancelling',
    again: canRepeat && `${base}/again`,
    progress: progress && progressView(job, now),
    fault: faultOf(job, now),
    facts: factRows(facts, now),
    params: JSON.stringify(shownParams(job), null, 2),
    has_tables: outcomes.rows.length > 0,
    tables: outcomes.rows,
    more_tables: outcomes.more,
    steps: states.map((event) => stepOf(event, now)),
    change: facts.change ?? false,
    log: log.map((event) => lineOf(event, now)),
    has_log: log.length > 0,
  };
};

const lastSeq = ({ states, tables, log }: JobFacts): number =>
  Math.max(0, ...[states, tables, log].map((events) => events.at(-1)?.seq ?? 0));

const progressView = (job: Job, now: number): object => {
  const { progress, status, startedAt } = job;
  const { done = 0, total, message } = progress ?? {};
  const isBounded = total !== undefined && total > 0;
  const left = status === 'running' && startedAt && isBounded ? leftOf({ done, total }, startedAt, now) : '';
  return {
    value: done,
    max: isBounded && total,
    text: progress && progressWords(progress),
    message,
    left,
  };
};

/** A guess by the pace so far; none before a tenth is done, for it would only be noise. */
const leftOf = (
  { done, total }: { readonly done: number; readonly total: number },
  startedAt: Date,
  now: number,
): string => {
  if (done >= total || done * 10 < total) return '';
  const perUnit = (now - startedAt.getTime()) / done;
  return `about ${amountOf(Math.max(1, Math.ceil((perUnit * (total - done)) / 60_000)), 'minute')} left`;
};

const faultOf = ({ error, status, runAfter, requestId }: Job, now: number): object | undefined =>
  error && {
    message: error.message,
    code: error.code,
    plugin: error.plugin ?? '',
    remedy: remedyOf(error, status),
    next: status === 'queued' && momentOf(isoUtc(runAfter), now),
    request: error.code === 'internal_error' && (requestId ?? ''),
  };

const remedyOf = ({ retryable, code }: NonNullable<Job['error']>, status: JobStatus): string => {
  if (code === 'declined') return 'Start it again when it is wanted after all.';
  if (status === 'queued') return 'It is tried again by itself; nothing has to be done.';
  return retryable
    ? 'It may go better another time: run it again. Where tables are listed, each says what to do.'
    : 'Mend what it says, then run it again. Where tables are listed, each says what to do.';
};

const factRows = ({ job, by }: JobFacts, now: number): readonly object[] => {
  const { createdBy, createdAt, startedAt, finishedAt, attempt, maxAttempts, lane } = job;
  const rows: readonly (readonly [string, unknown])[] = [
    ['Wanted by', by ?? createdBy ?? 'the host'],
    ['Queued', momentOf(isoUtc(createdAt), now)],
    ['Started', startedAt && momentOf(isoUtc(startedAt), now)],
    ['Ended', finishedAt && momentOf(isoUtc(finishedAt), now)],
    [finishedAt ? 'Took' : 'So far', tookOf(job, now)],
    ['Attempt', `${attempt} of ${maxAttempts}`],
    ['Lane', lane],
    ['Not beside', job.concurrencyKey],
    ['Request', job.requestId],
  ];
  return rows
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([label, value]) => (typeof value === 'string' ? { label, text: value } : { label, when: value }));
};

interface Told {
  readonly status?: JobStatus;
  readonly attempt?: number;
  readonly error?: { readonly message: string };
  readonly question?: string;
  readonly message?: string;
}

// Written by the queue itself.
const toldBy = ({ data }: JobEvent): Told => (typeof data === 'object' && data !== null ? data : {}) as Told;

const stepOf = (event: JobEvent, now: number): object => {
  const { status = 'queued', attempt, error, question } = toldBy(event);
  return {
    chip: jobChip(status),
    when: momentOf(isoUtc(event.occurredAt), now),
    attempt: attempt !== undefined && attempt > 0 && `attempt ${attempt}`,
    about: error?.message ?? question ?? '',
  };
};

const lineOf = (event: JobEvent, now: number): object => {
  const { message } = toldBy(event);
  return {
    when: momentOf(isoUtc(event.occurredAt), now),
    time: event.occurredAt.toISOString().slice(11, 19),
    message: message ?? JSON.stringify(event.data),
  };
};
