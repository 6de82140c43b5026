import type { Job } from '../../jobs/job.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import { below } from '../address.ts';
import { amountOf, momentOf } from '../figures.ts';
import { jobChip } from '../jobs/job-words.ts';
import { tookOf } from '../jobs/list-view.ts';
import { switchChip } from '../schedules/words.ts';
import type { OwnJob } from './own-jobs.ts';

/** The jobs of a plugin as its page shows them; nothing when it has none. */
export const ownJobsView = (
  jobs: readonly OwnJob[],
  { base, now }: { readonly base: string; readonly now: number },
): object | false =>
  jobs.length > 0 && {
    rows: jobs.map((job) => ({
      ...{ id: job.id, title: titleOf(job), href: below(`${base}/jobs`, job.name) },
      schedules: schedulesView(job, now),
      unplanned: job.schedules.length === 0,
      last: lastView(job, now),
      ready: isReady(job),
      idle: job.sources?.length === 0,
    })),
  };

/** What a job is called; titles of manifests end like sentences, headings do not. */
export const titleOf = ({ contribution: { title } }: Pick<OwnJob, 'contribution'>): string =>
  title.replace(/\.$/, '');

/** When it runs by itself. */
export const schedulesView = ({ schedules }: OwnJob, now: number): readonly object[] =>
  schedules.map((one) => ({
    href: below('/admin/schedules', one.id),
    spec: one.spec,
    target: one.target,
    off: !one.enabled && switchChip(one),
    next: one.enabled && momentOf(one.next_run, now, { none: 'not planned' }),
  }));

/** True when it can be run without being told anything. */
const isReady = ({ contribution: { params }, sources }: OwnJob): boolean => {
  // The manifest check has seen that it is a JSON schema of an object.
  const { required = [] } = (params ?? {}) as { readonly required?: readonly string[] };
  return required.length === 0 && sources?.length !== 0;
};

const lastView = ({ runs: [last] }: OwnJob, now: number): object | false =>
  last !== undefined && runView(last, now);

/** One run of a job. */
export const runView = (job: Job, now: number) => ({
  href: below('/admin/jobs', job.id),
  state: jobChip(job.status),
  created: momentOf(isoUtc(job.createdAt), now),
  took: tookOf(job, now),
  about: job.confirm?.question ?? job.error?.message ?? '',
});

/** For whom a job runs, in words. */
export const forWhom = ({ sources }: OwnJob): string => {
  if (sources === undefined) return 'the plugin itself';
  return sources.length === 0
    ? 'no source: none of its kind is switched on'
    : amountOf(sources.length, 'source');
};
