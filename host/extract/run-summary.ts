import type { PlatformError } from '@agnes/sdk';
import type { TableOutcome } from './outcome.ts';
import { runFailed, runFailedForNow } from './run-errors.ts';

/** How many tables ended how. */
export type Counts = Record<TableOutcome['status'], number>;

/** Counts outcomes. */
export const countsOf = (outcomes: readonly TableOutcome[]): Counts => {
  const count = (status: TableOutcome['status']) => outcomes.filter((one) => one.status === status).length;
  return {
    published: count('published'),
    unchanged: count('unchanged'),
    skipped: count('skipped'),
    failed: count('failed'),
  };
};

/** How a run as a whole ended. */
export type RunStatus = 'succeeded' | 'partial' | 'failed' | 'cancelled';

/** A run that brought at least one table is not failed; one without tables has succeeded. */
export const statusOf = ({ published, unchanged, failed }: Counts, { aborted }: AbortSignal): RunStatus => {
  if (aborted) return 'cancelled';
  if (failed === 0) return 'succeeded';
  return published + unchanged > 0 ? 'partial' : 'failed';
};

/** Why nothing of a run succeeded; its kind says whether the queue tries again. */
export const failureOf = (outcomes: readonly TableOutcome[]): PlatformError => {
  const failed = outcomes.flatMap(({ status, error }) => (status === 'failed' && error ? [error] : []));
  const details = { tables: failed.length, first: failed[0]?.message ?? '' };
  return failed.some(({ retryable }) => retryable) ? runFailedForNow(details) : runFailed(details);
};

/** An outcome as events, job results and the run show it. */
export const outcomeOnWire = ({ id, name, status, rows, bytes, durationMs, error }: TableOutcome) => ({
  id,
  name,
  status,
  rows: rows ?? null,
  bytes: bytes ?? null,
  duration_ms: durationMs,
  error: error
    ? { code: error.code, message: error.message, retryable: error.retryable, remedy: error.remedy }
    : null,
});
