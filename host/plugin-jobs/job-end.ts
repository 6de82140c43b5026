import type { JobDone } from '@agnes/sdk';
import type { Failure } from '@agnes/sdk/extract';
import type { Confirmation, JobResult } from '../jobs/job.ts';
import { pluginJobFailed, pluginJobFailedForNow } from './errors.ts';

/** How a job ended for one source, or for its plugin. */
export interface JobOutcome {
  /** Slug. */
  readonly source?: string;
  readonly done?: JobDone;
  readonly error?: Failure;
}

interface Job {
  readonly id: string;
  readonly plugin: string;
  readonly version: string;
}

/** What becomes of the job: one that failed everywhere has failed, and one that asks anywhere waits for an answer. */
export const jobEnd = (job: Job, outcomes: readonly JobOutcome[], params: unknown): JobResult => {
  const failed = outcomes.flatMap(({ error }) => error ?? []);
  if (failed.length > 0 && failed.length === outcomes.length) throw failureOf(job, failed);
  const result = resultOf(outcomes);
  const asking = outcomes.filter(({ done }) => done?.confirm);
  if (asking.length > 0) return { status: 'needs_confirmation', result, confirm: confirmOf(asking, params) };
  const isPartial = failed.length > 0 || outcomes.some(({ done }) => done?.partial !== undefined);
  return { status: isPartial ? 'partial' : 'succeeded', result };
};

const failureOf = ({ id: job, plugin, version }: Job, failed: readonly Failure[]): Error => {
  const told = { job, reason: reasonOf(failed[0]), plugin: `${plugin}@${version}` };
  if (failed.every(({ retryable }) => !retryable)) return pluginJobFailed(told);
  return pluginJobFailedForNow({
    ...told,
    retryAfter: Math.max(0, ...failed.map((one) => one.retryAfter ?? 0)),
  });
};

/** With what the plugin says to do: a job tells its reason and nothing else of an error. */
const reasonOf = (failure: Failure | undefined): string => {
  const { message = '', hint = '' } = failure ?? {};
  return hint === '' ? message : `${message.replace(/[^.!?]$/, '$&.')} ${hint}`;
};

const resultOf = (outcomes: readonly JobOutcome[]): object => {
  const [only] = outcomes;
  if (only && only.source === undefined) return told(only);
  return { sources: outcomes.map((outcome) => ({ source: outcome.source, ...told(outcome) })) };
};

const told = ({ done = {}, error }: JobOutcome): object => {
  const { result, skipped, partial, confirm, read } = done;
  return {
    ...(result !== undefined && { result }),
    ...(skipped !== undefined && { skipped }),
    ...(partial !== undefined && { partial }),
    ...(confirm && { counts: confirm.counts }),
    ...(read && { read }),
    ...(error && { error: { code: error.code, message: error.message, remedy: error.hint } }),
  };
};

const confirmOf = (asking: readonly JobOutcome[], params: unknown): Confirmation => {
  const sources = asking.flatMap(({ source }) => source ?? []);
  const questions = asking.map(({ source, done }) => questionOf(source, done?.confirm));
  return {
    question: questions.join(' '),
    resume: { ...Object(params), ...(sources.length > 0 && { source: sources }), confirmed: true },
  };
};

const questionOf = (source: string | undefined, confirm: JobDone['confirm']): string => {
  const counts = Object.entries(confirm?.counts ?? {}).map(([name, count]) => `${name}: ${count}`);
  const where = source === undefined ? '' : `${source}: `;
  return `${where}${confirm?.question ?? ''}${counts.length > 0 ? ` (${counts.join(', ')})` : ''}`;
};
