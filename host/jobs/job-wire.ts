import { Type } from '@agnes/sdk';
import { isoUtc } from '../store/iso-utc.ts';
import { type Job, type JobError, type JobEvent, type JobProgress, jobStatuses } from './job.ts';
import { shownParams } from './shown-params.ts';

const orNull = <T extends ReturnType<typeof Type.String>>(schema: T) => Type.Union([schema, Type.Null()]);

/** A job as clients see it. */
export const jobSchema = Type.Object({
  id: Type.String(),
  kind: Type.String({ examples: ['sync.run'] }),
  status: Type.Union(jobStatuses.map((word) => Type.Literal(word))),
  created_at: Type.String(),
  started_at: orNull(Type.String()),
  finished_at: orNull(Type.String()),
  created_by: orNull(Type.String()),
  attempt: Type.Integer({ description: 'How often it has been started.' }),
  max_attempts: Type.Integer(),
  progress: Type.Union([
    Type.Object({
      done: Type.Number(),
      total: Type.Union([Type.Number(), Type.Null()]),
      unit: orNull(Type.String()),
      message: orNull(Type.String()),
    }),
    Type.Null(),
  ]),
  params: Type.Unknown(),
  result: Type.Unknown(),
  error: Type.Union([
    Type.Object({
      code: Type.String(),
      message: Type.String(),
      retryable: Type.Boolean(),
      plugin: orNull(Type.String()),
      status_source: Type.String(),
    }),
    Type.Null(),
  ]),
  confirm: Type.Union([Type.Object({ question: Type.String() }), Type.Null()], {
    description: 'What is asked while the status is `needs_confirmation`.',
  }),
  concurrency_key: orNull(Type.String()),
  cancel_requested: Type.Boolean(),
  generation: Type.Union([Type.Integer(), Type.Null()]),
  request_id: orNull(Type.String()),
});

/** Absent is `null` here: the fields of a job do not come and go. */
export const jobWire = (job: Job): object => ({
  id: job.id,
  kind: job.kind,
  status: job.status,
  created_at: isoUtc(job.createdAt),
  started_at: instant(job.startedAt),
  finished_at: instant(job.finishedAt),
  created_by: job.createdBy ?? null,
  attempt: job.attempt,
  max_attempts: job.maxAttempts,
  progress: progressWire(job.progress),
  params: shownParams(job),
  result: job.result ?? null,
  error: errorWire(job.error),
  confirm: job.confirm ? { question: job.confirm.question } : null,
  concurrency_key: job.concurrencyKey ?? null,
  cancel_requested: job.cancelRequested,
  generation: job.generation ?? null,
  request_id: job.requestId ?? null,
});

/** One event for clients that poll; streams carry the same number, type and data. */
export const jobEventWire = ({ seq, type, data, occurredAt }: JobEvent): object => ({
  seq,
  type,
  data,
  occurred_at: isoUtc(occurredAt),
});

const instant = (date: Date | undefined): string | null => (date ? isoUtc(date) : null);

const progressWire = (progress: JobProgress | undefined): object | null =>
  progress ? { total: null, unit: null, message: null, ...progress } : null;

const errorWire = (error: JobError | undefined): object | null =>
  error
    ? {
        code: error.code,
        message: error.message,
        retryable: error.retryable,
        plugin: error.plugin ?? null,
        status_source: error.statusSource,
      }
    : null;
