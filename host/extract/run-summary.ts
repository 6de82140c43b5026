import type { PlatformError } from '@agnes/sdk';
import type { TableOutcome } from './outcome.ts';
import { runFailed, runFailedForNow } from './run-errors.ts';
import type { RunParams } from './run-params.ts';
import type { RunDetails } from './schema.ts';
import type { SchemaChange } from './schema-change.ts';

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
export type RunStatus = 'succeeded' | 'partial' | 'failed' | 'cancelled' | 'needs_confirmation';

/** A run that brought at least one table is not failed; one without tables has succeeded. */
export const statusOf = (outcomes: readonly TableOutcome[], { aborted }: AbortSignal): RunStatus => {
  const { published, unchanged, failed } = countsOf(outcomes);
  if (aborted) return 'cancelled';
  if (outcomes.some(isAsked)) return 'needs_confirmation';
  if (failed === 0) return 'succeeded';
  const tried = outcomes.filter(({ error }) => error?.code === 'dry_run').length;
  return published + unchanged + tried > 0 ? 'partial' : 'failed';
};

/** True for a table that waits for somebody to say yes. */
export const isAsked = ({ status, error }: TableOutcome): boolean =>
  status === 'skipped' && error?.code === 'needs_confirmation';

/** What is asked about tables that wait, and the run that publishes them. */
export const confirmationOf = (outcomes: readonly TableOutcome[], params: RunParams) => {
  const asked = outcomes.filter(isAsked);
  const { connection: _, ...rest } = params;
  const shown = asked.flatMap(({ id, rows }) => (rows === undefined ? [] : [[id, rows] as const]));
  return {
    question: `${asked.map(({ error }) => error?.message).join(' ')} Publish ${asked.length === 1 ? 'it' : 'them'} all the same?`,
    // A yes is one to what was shown, and to nothing less.
    resume: { ...rest, tables: asked.map(({ id }) => id), allow_shrink_to: Object.fromEntries(shown) },
  };
};

/** Why nothing of a run succeeded; its kind says whether the queue tries again. */
export const failureOf = (outcomes: readonly TableOutcome[]): PlatformError => {
  const failed = outcomes.flatMap(({ status, error }) => (status === 'failed' && error ? [error] : []));
  const details = { tables: failed.length, first: failed[0]?.message ?? '' };
  if (failed.every(({ retryable }) => !retryable)) return runFailed(details);
  return runFailedForNow({
    ...details,
    retryAfter: Math.max(0, ...failed.map((one) => one.retryAfter ?? 0)),
  });
};

/** An outcome as events, job results and the run show it. */
export const outcomeOnWire = (outcome: TableOutcome) => {
  const { id, name, status, rows, bytes, durationMs, driver, error } = outcome;
  return {
    id,
    name,
    status,
    rows: rows ?? null,
    bytes: bytes ?? null,
    duration_ms: durationMs,
    driver: driver ?? null,
    error: error
      ? { code: error.code, message: error.message, retryable: error.retryable, remedy: error.remedy }
      : null,
    ...detailsOnWire(outcome),
  };
};

/** What else there is to say of an outcome. */
export const detailsOnWire = ({
  schemaChange,
  findings = [],
  nulled = {},
}: Pick<TableOutcome, 'schemaChange' | 'findings' | 'nulled'>): RunDetails => ({
  schema_change: schemaChange ? changeOnWire(schemaChange) : null,
  findings: [...findings],
  nulled_values: nulled,
});

const changeOnWire = ({ policy, outcome, diff: { added, removed, changed } }: SchemaChange) => ({
  policy,
  outcome,
  diff: { added: [...added], removed: [...removed], changed: [...changed] },
});
