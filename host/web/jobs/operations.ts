import { Type } from '@agnes/sdk';
import { cursorBehind, idOfCursor } from '../../http/cursor.ts';
import { operation } from '../../http/operation.ts';
import type { Reply } from '../../http/reply.ts';
import type { Identity } from '../../identity/identity.ts';
import { sinceInvalid } from '../../jobs/errors.ts';
import { type JobStatus, jobStatuses } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { JobFilter } from '../../jobs/list-repository.ts';
import type { SourceStatuses, UpcomingRuns } from '../../lake/status/source-statuses.ts';
import { done, page } from '../form-fields.ts';
import type { Asking } from '../frame.ts';
import { pageReply } from '../page-reply.ts';
import { orShowAgain, type Refusal } from '../refusal.ts';
import type { Web } from '../web.ts';
import { type JobPageServices, jobPage } from './job-page.ts';
import { type JobFilters, jobsView } from './list-view.ts';
import { namesOfPeople } from './people.ts';

interface Services {
  readonly web: Web;
  readonly jobs: Pick<Jobs, 'list' | 'depth'>;
  readonly sourceStatuses: Pick<SourceStatuses, 'list'>;
  readonly upcoming: UpcomingRuns;
  readonly identity: Pick<Identity, 'accounts'>;
}

interface Asked extends JobFilters {
  readonly cursor?: string | undefined;
}

const pageSize = 50;
const day = 86_400_000;
const mostUpcoming = 10;

const jobsPage = async (
  services: Services,
  asking: Asking,
  { asked, refusal }: { asked: Asked; refusal?: Refusal },
): Promise<Reply> => {
  const { web, jobs, sourceStatuses, upcoming, identity } = services;
  const { cursor, ...filters } = asked;
  // A filter that cannot be read shows nothing, rather than everything.
  const found = refusal
    ? []
    : await jobs.list(asking.principal, {
        ...typedFilter(filters),
        ...(cursor !== undefined && { before: idOfCursor(cursor, web.now) }),
        limit: pageSize + 1,
      });
  const shown = found.slice(0, pageSize);
  const last = shown.at(-1);
  const view = jobsView({
    jobs: shown,
    people: await namesOfPeople(identity, shown),
    depth: await jobs.depth(),
    sources: await sourceStatuses.list(),
    upcoming: (await upcoming()).slice(0, mostUpcoming),
    filters,
    next: last && found.length > pageSize ? cursorBehind(last.id, web.now) : undefined,
    isFirst: cursor === undefined,
    now: web.now,
    ...(refusal && { refusal }),
  });
  const status = refusal?.status ?? 200;
  return pageReply(web, asking, { page: 'jobs', title: 'Jobs', path: '/admin/jobs', view, status });
};

/** Blank fields of the form do not narrow; a day until which is asked is meant with all its hours. */
const typedFilter = ({ status, kind, source, since, until }: JobFilters): JobFilter => ({
  ...(isStatus(status) && { status }),
  ...(kind && { kind }),
  ...(source && { source }),
  ...(since && { since: instantOf(since) }),
  ...(until && { until: new Date(instantOf(until).getTime() + day) }),
});

const isStatus = (word: string | undefined): word is JobStatus =>
  jobStatuses.some((status) => status === word);

const instantOf = (text: string): Date => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw sinceInvalid({ since: text });
  return new Date(at);
};

const text = Type.Optional(Type.String({ maxLength: 200 }));

const list = operation({
  id: 'web.jobs',
  route: 'GET /admin/jobs',
  summary: 'How every source is doing, what waits, runs and has run',
  who: 'admin',
  query: Type.Object({
    status: Type.Optional(Type.Union([...jobStatuses.map((word) => Type.Literal(word)), Type.Literal('')])),
    ...{ kind: text, source: text, since: text, until: text },
    cursor: Type.Optional(Type.String({ maxLength: 500 })),
  }),
  result: page,
  problems: ['since_invalid', 'cursor_expired', 'cursor_invalid'],
  run: async (input, services: Services) =>
    orShowAgain(
      () => jobsPage(services, input, { asked: input.query }),
      (refusal) => jobsPage(services, input, { asked: { ...input.query, cursor: undefined }, refusal }),
    ),
});

const show = operation({
  id: 'web.job',
  route: 'GET /admin/jobs/:id',
  summary: 'One job, as it goes on',
  who: 'admin',
  params: Type.Object({ id: Type.String() }),
  query: Type.Object({
    done,
    live: Type.Optional(Type.Literal('1', { description: 'A script follows the job by itself.' })),
  }),
  result: page,
  problems: ['job_not_found'],
  run: async (input, services: JobPageServices) =>
    jobPage(services, input, { id: input.params.id, done: input.query.done, live: input.query.live === '1' }),
});

/** The pages of jobs. */
export const jobPageOperations = [list, show] as const;
