import type { Reply } from '../../http/reply.ts';
import { below } from '../address.ts';
import { spanOf } from '../jobs/job-words.ts';
import { pageReply } from '../page-reply.ts';
import { type Asker, pluginDetail, type ReadServices } from '../plugin-pages/answers.ts';
import { pluginsPath } from '../plugin-pages/plugins-path.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import type { FormFault } from '../schema-form/check.ts';
import { summaryOf } from '../schema-form/view.ts';
import type { Web } from '../web.ts';
import { forWhom, runView, schedulesView, titleOf } from './jobs-view.ts';
import { type OwnJob, type OwnJobServices, ownJob } from './own-jobs.ts';
import { runForm } from './run-form.ts';

/** What the page about a job of a plugin reads and does. */
export type OwnJobPageServices = OwnJobServices & ReadServices & { readonly web: Web };

/** The three segments of the address of a job. */
interface OwnJobAddress {
  readonly publisher: string;
  readonly slug: string;
  readonly name: string;
}

interface Shown {
  readonly address: OwnJobAddress;
  readonly typed?: Readonly<Record<string, string>>;
  readonly faults?: readonly FormFault[];
  readonly refusal?: Refusal;
}

const mostRuns = 20;

/** The page about one job of a plugin: when it runs, how it went, and the form that runs it now. */
export const ownJobPage = async (
  services: OwnJobPageServices,
  asker: Asker,
  { address, refusal, faults = [], ...form }: Shown,
): Promise<Reply> => {
  const { web } = services;
  const plugin = await pluginDetail(services, asker, address);
  const job = await ownJob(services, asker, { plugin: plugin.id, name: address.name, runs: mostRuns });
  const base = below(pluginsPath, address.publisher, address.slug);
  const title = titleOf(job);
  const view = {
    ...{ title, base, id: job.id, plugin: plugin.display_name },
    action: below(`${base}/jobs`, address.name),
    refusal: refusalView(refusal),
    faults: summaryOf(faults) ?? false,
    whom: forWhom(job),
    limit: limitOf(job),
    idle: job.sources?.length === 0,
    planned: job.schedules.length > 0 && { schedules: schedulesView(job, web.now) },
    ...runForm(job, { ...form, faults }),
    ran: job.runs.length > 0 && { runs: job.runs.map((run) => runView(run, web.now)) },
  };
  const status = faults.length > 0 ? 422 : (refusal?.status ?? 200);
  return pageReply(web, asker, {
    ...{ page: 'plugin-job', title: `${title} · ${plugin.display_name}`, path: pluginsPath, view, status },
  });
};

const limitOf = ({ contribution: { timeoutSec } }: OwnJob): string | false =>
  timeoutSec !== undefined && spanOf(timeoutSec * 1_000);
