import type { Reply } from '../../http/reply.ts';
import type { Identity } from '../../identity/identity.ts';
import { isFinished } from '../../jobs/job.ts';
import type { JobAgain } from '../../jobs/job-again.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Plugins } from '../../kernel/plugins.ts';
import type { PluginManager } from '../../plugin-manager/plugin-manager.ts';
import { entryOf } from '../entry-of.ts';
import type { Asking } from '../frame.ts';
import { pageReply } from '../page-reply.ts';
import { changeOf } from '../plugin-pages/job-part.ts';
import type { Refusal } from '../refusal.ts';
import type { Web } from '../web.ts';
import { jobView } from './job-view.ts';
import { namesOfPeople } from './people.ts';

/** What the page about a job shows and does. */
export interface JobPageServices {
  readonly web: Web;
  readonly jobs: Pick<Jobs, 'get' | 'latest' | 'cancel' | 'confirm'>;
  readonly jobAgain: JobAgain;
  readonly identity: Pick<Identity, 'accounts'>;
  readonly plugins: Pick<Plugins, 'list'>;
  readonly pluginManager: Pick<PluginManager, 'current' | 'records'>;
}

interface Shown {
  readonly id: string;
  readonly done?: string | undefined;
  /** True when a script follows the job, so that nothing has to be asked again. */
  readonly live?: boolean;
  readonly refusal?: Refusal;
}

const says: Readonly<Record<string, string>> = {
  cancelling: 'The job is asked to stop.',
  accepted: 'The job goes on.',
  declined: 'The job has ended; nothing of it is published.',
  rebuilding: 'The rebuild is queued; this is its job.',
  started: 'The job is queued; this is its page.',
  queued: 'An equal job is queued; this is it.',
};

/** Seconds between two looks of a browser without script. */
const lookEvery = 5;
/** Table outcomes that are read; a page has no room for more. */
const mostTables = 1_000;
const mostLines = 50;

/** The page about one job, with what happened before. */
export const jobPage = async (
  services: JobPageServices,
  asking: Asking,
  { id, done = '', live = false, refusal }: Shown,
): Promise<Reply> => {
  const { web, jobs, jobAgain, identity } = services;
  const { principal } = asking;
  const job = await jobs.get(principal, id);
  const latest = (type: 'state' | 'table' | 'log', limit: number) =>
    jobs.latest(principal, id, { type, limit });
  const [states, tables, log] = await Promise.all([
    latest('state', mostLines),
    latest('table', mostTables),
    latest('log', mostLines),
  ]);
  const people = await namesOfPeople(identity, [job]);
  const view = jobView(
    { job, states, tables, log, by: people.get(job.createdBy ?? ''), change: await changeOf(job, services) },
    { now: web.now, done: entryOf(says, done), canRepeat: jobAgain.can(job), ...(refusal && { refusal }) },
  );
  const isOver = isFinished(job.status) || job.status === 'needs_confirmation';
  return pageReply(web, asking, {
    ...{ page: 'job', title: `${job.kind} · Jobs`, path: '/admin/jobs', view, script: 'job.js' },
    status: refusal?.status ?? 200,
    ...(!(isOver || live) && { refresh: lookEvery }),
  });
};
