import type { Job } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { listJobs } from '../jobs/list-repository.ts';
import type { Conditions } from '../store/conditions.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { TableOutcome } from './outcome.ts';
import { readRunParams } from './run-params.ts';
import { isAsked } from './run-summary.ts';
import { runKinds } from './trigger.ts';

/** What it takes to end questions. */
export interface QuestionDoors {
  readonly store: Pick<SystemStore, 'read'>;
  readonly jobs: Pick<Jobs, 'supersede'>;
  readonly conditions: Pick<Conditions, 'clear'>;
}

/** The job that asks somebody about a table, by table id. */
export const askedTables = async ({
  read,
}: Pick<SystemStore, 'read'>): Promise<ReadonlyMap<string, string>> =>
  new Map((await waiting(read)).flatMap((job) => tablesOf(job).map((id) => [id, job.id] as const)));

/** Ends what older runs ask about tables that this run has published or asks about itself. */
export const endOvertaken = async (
  outcomes: readonly TableOutcome[],
  { store, jobs, conditions }: QuestionDoors,
): Promise<void> => {
  const asked = new Set(outcomes.filter(isAsked).map(({ id }) => id));
  const good = outcomes.filter(({ status }) => status === 'published' || status === 'unchanged');
  const settled = new Set([...asked, ...good.map(({ id }) => id)]);
  const overtaken = (await waiting(store.read)).filter((job) => tablesOf(job).some((id) => settled.has(id)));
  await jobs.supersede(overtaken.map(({ id }) => id));
  // What else such a job asked about is asked anew by the next run that reads it.
  for (const job of overtaken) await endConditions(job, { conditions, but: asked });
};

/** A question that nobody says yes to any more is no condition. */
export const endConditions = async (
  job: Pick<Job, 'confirm'>,
  { conditions, but = new Set() }: Pick<QuestionDoors, 'conditions'> & { readonly but?: ReadonlySet<string> },
): Promise<void> => {
  const over = tablesOf(job).filter((id) => !but.has(id));
  for (const id of over) await conditions.clear('table', id, 'needs_confirmation');
};

const waiting = async (db: SystemStore['read']): Promise<readonly Job[]> => {
  const asking = runKinds.map((kind) => listJobs(db, { kind, status: 'needs_confirmation' }));
  return (await Promise.all(asking)).flat();
};

const tablesOf = ({ confirm }: Pick<Job, 'confirm'>): readonly string[] => {
  const resume = readRunParams(confirm?.resume);
  return resume.ok ? (resume.value.tables ?? []) : [];
};
