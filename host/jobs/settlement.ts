import { isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import type { Confirmation, Job, JobError, JobResult, JobStatus } from './job.ts';
import { isPermanent } from './permanent.ts';

/** How an attempt came to its end. */
export type Ending =
  | { readonly how: 'returned'; readonly value: JobResult }
  | { readonly how: 'threw'; readonly error: unknown }
  /** The process that held the lease is gone. */
  | { readonly how: 'interrupted' }
  /** The host stops; this attempt does not count. */
  | { readonly how: 'shutdown' };

/** What is written into the job after an attempt. */
export interface Settlement {
  readonly status: JobStatus;
  readonly attempt: number;
  readonly result?: unknown;
  readonly error?: JobError;
  /** Present when the job waits for a yes. */
  readonly confirm?: Confirmation;
  /** Present when the job goes back to the queue. */
  readonly runAfter?: Date;
}

/** Decides what becomes of a job. A requested cancel wins over everything but keeps what the handler returned. */
export const settlementOf = (
  job: Pick<Job, 'attempt' | 'maxAttempts' | 'cancelRequested'>,
  ending: Ending,
  { now, random }: { readonly now: number; readonly random: () => number },
): Settlement => {
  const { attempt } = job;
  const value = ending.how === 'returned' ? ending.value : undefined;
  const returned = value ? { result: value.result } : {};
  if (job.cancelRequested) return { status: 'cancelled', attempt, ...returned };
  if (value) return { ...afterReturn(value), attempt, ...returned };
  if (ending.how === 'shutdown') return { status: 'queued', attempt: attempt - 1, runAfter: new Date(now) };
  const error = ending.how === 'threw' ? jobErrorOf(ending.error) : interrupted;
  if (!error.retryable || attempt >= job.maxAttempts) return { status: 'failed', attempt, error };
  const wait = ending.how === 'interrupted' ? 0 : Math.max(backOff(attempt, random), askedWait(error));
  return { status: 'queued', attempt, error, runAfter: new Date(now + wait) };
};

const afterReturn = (value: JobResult): Pick<Settlement, 'status' | 'confirm' | 'error'> => {
  if (value.status === 'needs_confirmation') return { status: value.status, confirm: value.confirm };
  if (value.status === 'failed')
    return { status: value.status, error: { ...jobErrorOf(value.error), retryable: false } };
  return { status: value.status ?? 'succeeded' };
};

const minute = 60_000;
const longestWait = 60 * minute;

/** Milliseconds until the next attempt: 1, 2, 4 … minutes ± 20 %, at most an hour. */
export const backOff = (attempt: number, random: () => number): number =>
  Math.min(longestWait, Math.round(minute * 2 ** (attempt - 1) * (0.8 + 0.4 * random())));

/** Milliseconds the upstream asked for, at most an hour. */
const askedWait = ({ retryAfter = 0 }: JobError): number => Math.min(longestWait, retryAfter * 1000);

const interrupted: JobError = {
  code: 'interrupted',
  message: 'The host ended while the job ran.',
  retryable: true,
  statusSource: 'host',
};

/** What is kept and shown of an error. The text of one that nobody designed may hold paths: it is not shown. */
const jobErrorOf = (error: unknown): JobError =>
  isPlatformError(error) && error.kind !== 'internal'
    ? designed(error)
    : {
        code: 'internal_error',
        message: 'Something failed on our side; the log of the host has the details.',
        retryable: true,
        statusSource: 'host',
      };

const designed = ({ code, kind, message, details }: PlatformError): JobError => {
  const { plugin, status_source: source, retryAfter } = details;
  return {
    code,
    message,
    retryable: !isPermanent(kind),
    ...(typeof retryAfter === 'number' && { retryAfter }),
    ...(typeof plugin === 'string' && { plugin }),
    statusSource: typeof source === 'string' ? source : sourceOf(kind),
  };
};

const sourceOf = (kind: PlatformError['kind']): string => (kind === 'upstream' ? 'upstream' : 'host');
