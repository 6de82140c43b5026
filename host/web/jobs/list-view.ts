import { type Job, type Lane, lanes } from '../../jobs/job.ts';
import type { Depth } from '../../jobs/list-repository.ts';
import type { SourceStatus } from '../../lake/status/source-status.ts';
import type { UpcomingRun } from '../../lake/status/source-statuses.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import { addressOf, below } from '../address.ts';
import { countOf, momentOf } from '../figures.ts';
import { cursorPager } from '../pager.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import { jobChip, spanOf, statusOptions } from './job-words.ts';
import { sourceRow } from './source-view.ts';

/** Filters as they were typed. */
export interface JobFilters {
  readonly status?: string | undefined;
  readonly kind?: string | undefined;
  readonly source?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** What is known when the page is made. */
export interface JobsFacts {
  readonly jobs: readonly Job[];
  /** Names of those who wanted the jobs. */
  readonly people: ReadonlyMap<string, string>;
  readonly depth: readonly Depth[];
  readonly sources: readonly SourceStatus[];
  readonly upcoming: readonly UpcomingRun[];
  readonly filters: JobFilters;
  readonly next: string | undefined;
  readonly isFirst: boolean;
  readonly refusal?: Refusal;
  readonly now: number;
}

const path = '/admin/jobs';

/** What `jobs.mustache` is filled with. */
export const jobsView = (facts: JobsFacts): object => {
  const { jobs, people, sources, upcoming, filters, next, isFirst, refusal, now } = facts;
  const { status = '', kind = '', source = '', since = '', until = '' } = filters;
  const asked = { status, kind, source, since, until };
  const filtered = Object.values(asked).some((value) => value !== '');
  return {
    typed: asked,
    filtered,
    refusal: refusalView(refusal, { since_invalid: 'since' }),
    states: statusOptions(status),
    slugs: sources.map(({ slug }) => ({ slug, selected: slug === source })),
    lanes: lanesOf(facts.depth),
    has_sources: sources.length > 0,
    sources: sources.map((one) => sourceRow(one, now)),
    has_upcoming: upcoming.length > 0,
    upcoming: upcoming.map(({ kind: what, target, spec, nextRun }) => ({
      ...{ kind: what, target, spec },
      when: momentOf(isoUtc(nextRun), now),
    })),
    has_jobs: jobs.length > 0,
    jobs: jobs.map((job) => rowOf(job, { people, now })),
    nothing: filtered
      ? 'No job fits.'
      : 'No job has run yet. A sync, a rebuild or a schedule makes the first.',
    pager: cursorPager(
      { isFirst, next: next === undefined ? undefined : addressOf(path, { ...asked, cursor: next }) },
      addressOf(path, asked),
    ),
  };
};

/** Every lane is shown, empty ones too: that nothing waits is an answer. */
const lanesOf = (depth: readonly Depth[]): readonly object[] =>
  lanes.map((lane) => {
    const count = (...states: readonly string[]) =>
      depth
        .filter((one) => one.lane === lane && states.includes(one.status))
        .reduce((sum, one) => sum + one.count, 0);
    const asking = count('needs_confirmation');
    return {
      lane: laneNames[lane],
      running: countOf(count('running', 'cancelling')),
      queued: countOf(count('queued')),
      asking: asking > 0 && countOf(asking),
    };
  });

const laneNames: Readonly<Record<Lane, string>> = {
  heavy: 'Heavy lane',
  light: 'Light lane',
  live: 'Events',
  marketplace: 'Marketplaces',
  plugin: 'Jobs of plugins',
  query: 'Queries',
};

const rowOf = (job: Job, { people, now }: { people: ReadonlyMap<string, string>; now: number }): object => {
  const { id, kind, status, createdAt, createdBy, progress, error, confirm } = job;
  return {
    id,
    href: below(path, id),
    kind,
    state: jobChip(status),
    progress: progress && progressWords(progress),
    about: confirm?.question ?? error?.message ?? '',
    by: createdBy === undefined ? 'the host' : (people.get(createdBy) ?? createdBy),
    created: momentOf(isoUtc(createdAt), now),
    took: tookOf(job, now),
  };
};

/** How far a job is, in words. */
export const progressWords = ({ done, total, unit = '' }: NonNullable<Job['progress']>): string =>
  `${countOf(done)}${total === undefined ? '' : ` of ${countOf(total)}`} ${unit}`.trim();

/** How long its last attempt took, or has taken so far. */
export const tookOf = ({ startedAt, finishedAt, status }: Job, now: number): string => {
  const isAtWork = status === 'running' || status === 'cancelling';
  if (!startedAt || !(finishedAt || isAtWork)) return '';
  return spanOf((finishedAt?.getTime() ?? now) - startedAt.getTime());
};
