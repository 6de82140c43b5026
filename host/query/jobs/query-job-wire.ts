import { Type } from '@agnes/sdk';
import { jobStatuses } from '../../jobs/job.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import type { QueryJobState } from './query-job.ts';

const textOrNull = Type.Union([Type.String(), Type.Null()]);
const countOrNull = Type.Union([Type.Integer(), Type.Null()]);
const status = Type.Union(jobStatuses.map((word) => Type.Literal(word)));

/** What is said of a statement that was just queued. */
export const queuedSchema = Type.Object({
  job_id: Type.String(),
  status,
  status_url: Type.String(),
  result_url: Type.String(),
  expires_at: Type.String({ description: 'The result is kept until then, at least.' }),
});

/** A statement in the background as clients see it. */
export const queryJobSchema = Type.Object({
  job_id: Type.String(),
  status,
  queue_position: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Its place among those that wait, from 1; null when it does not wait.',
  }),
  progress: Type.Union([
    Type.Object({ done: Type.Number(), total: Type.Number(), unit: Type.Literal('percent') }),
    Type.Null(),
  ]),
  sql: Type.String(),
  created_at: Type.String(),
  started_at: textOrNull,
  finished_at: textOrNull,
  row_count: countOrNull,
  bytes: Type.Union([Type.Integer(), Type.Null()], { description: 'Of the parquet file.' }),
  truncated: Type.Union([Type.Boolean(), Type.Null()]),
  error: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()]),
  expires_at: Type.String(),
});

/** Where a statement in the background is found. */
export const queryJobPath = (id: string): string => `/api/query/jobs/${id}`;

/** A statement that was just queued. */
export const queuedWire = ({ job, query }: QueryJobState): object => ({
  job_id: job.id,
  status: job.status,
  status_url: queryJobPath(job.id),
  result_url: `${queryJobPath(job.id)}/result`,
  expires_at: isoUtc(query.expiresAt),
});

/** Absent is `null` here, as with every job. */
export const queryJobWire = ({ job, query, position }: QueryJobState): object => {
  const { status, progress, error } = job;
  const kept = status === 'succeeded' ? query.kept : undefined;
  return {
    job_id: job.id,
    status,
    queue_position: position ?? null,
    progress: status === 'running' && progress ? percent(progress.done) : null,
    sql: query.sql,
    created_at: isoUtc(job.createdAt),
    started_at: job.startedAt ? isoUtc(job.startedAt) : null,
    finished_at: job.finishedAt ? isoUtc(job.finishedAt) : null,
    row_count: kept?.rows ?? null,
    bytes: kept?.bytes ?? null,
    truncated: kept?.truncated ?? null,
    error: error ? { code: error.code, message: error.message } : null,
    expires_at: isoUtc(query.expiresAt),
  };
};

const percent = (done: number): object => ({ done, total: 100, unit: 'percent' });
