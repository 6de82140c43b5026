import type { Job, JobStatus, JobStep } from '../../jobs/job.ts';

/** A job that is not over, and what it has told of its sources. */
export interface OpenRun {
  readonly job: Job;
  readonly steps: readonly JobStep[];
}

/** What is being done about a source. `waiting`: its run is on, and other sources come first. */
export interface SourceWork {
  readonly id: string;
  readonly status: JobStatus | 'waiting';
  readonly startedAt?: Date;
  readonly question?: string;
}

/** The job that matters most for a source, if any does. */
export const workOn = (
  runs: readonly OpenRun[],
  source: { readonly slug: string; readonly tableIds: ReadonlySet<string> },
): SourceWork | undefined => {
  const concerned = runs.flatMap((run) => {
    const status = statusFor(run, source);
    return status === undefined ? [] : [workOf(run.job, status)];
  });
  return concerned.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status))[0];
};

const order: readonly SourceWork['status'][] = [
  'running',
  'cancelling',
  'waiting',
  'needs_confirmation',
  'queued',
];

const workOf = ({ id, startedAt, confirm }: Job, status: SourceWork['status']): SourceWork => ({
  id,
  status,
  ...(status !== 'queued' && startedAt && { startedAt }),
  ...(confirm && { question: confirm.question }),
});

type Wanted = Parameters<typeof workOn>[1];

const statusFor = ({ job, steps }: OpenRun, source: Wanted): SourceWork['status'] | undefined => {
  const told = stepsOfAttempt(steps).filter(({ sources }) => sources.includes(source.slug));
  if (job.status === 'queued') return isMeant(job.params, source) ? 'queued' : undefined;
  if (job.status === 'needs_confirmation') return told.length > 0 ? job.status : undefined;
  const last = told.at(-1)?.step;
  if (last === 'source_started') return job.status;
  return last === 'planned' ? 'waiting' : undefined;
};

/** A job that is tried again tells everything once more. */
const stepsOfAttempt = (steps: readonly JobStep[]): readonly JobStep[] =>
  steps.slice(
    Math.max(
      0,
      steps.findLastIndex(({ step }) => step === 'planned'),
    ),
  );

const isMeant = (params: unknown, { slug, tableIds }: Wanted): boolean => {
  // Written by the trigger; whatever else it may be, it names no source and no table.
  const { connection, tables } = (params ?? {}) as { connection?: unknown; tables?: unknown };
  if (connection !== undefined) return connection === slug;
  return !Array.isArray(tables) || tables.some((id) => tableIds.has(id));
};
