import type { CatalogEnrichment } from '@agnes/sdk';
import { logger } from '../extract/run-voice.ts';
import type { Intent } from '../http/intent.ts';
import type { Job, JobContext, JobDraft, JobHandler, JobResult } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { runConnector } from '../kernel/connector-run.ts';
import type { LoadedJob } from '../kernel/loaded.ts';
import type { Plugins } from '../kernel/plugins.ts';
import type { Registry } from '../registry/registry.ts';
import type { Source } from '../registry/source.ts';
import type { JobAsked, SourceJobs } from '../registry/sources/source-jobs.ts';
import { newId } from '../store/new-id.ts';
import { pushedRun } from '../webhooks/pushed-run.ts';
import { jobSourceUnknown, pluginJobNotFound } from './errors.ts';
import { type JobOutcome, jobEnd } from './job-end.ts';
import { type JobOrderDeps, jobOrder } from './job-order.ts';
import { type PluginJobParams, readJobParams } from './job-params.ts';
import { pluginJobDraft } from './plugin-job-draft.ts';

/** What jobs of plugins need. */
export interface PluginJobsDeps extends JobOrderDeps {
  readonly plugins: Pick<Plugins, 'jobs'>;
  readonly registry: Pick<Registry, 'sources' | 'findSource'>;
  readonly jobs: Pick<Jobs, 'enqueue' | 'handle'>;
  /** Told what a plugin has found out about tables. */
  readonly onEnrichments: (plugin: string, enrichments: readonly CatalogEnrichment[]) => Promise<void>;
}

/** Which job is wanted. */
export interface JobAddress {
  /** `publisher/slug`. */
  readonly plugin: string;
  /** What stands behind the dot of its id. */
  readonly name: string;
}

/** Who wants it, for the queue. */
type Origin = Pick<JobDraft, 'createdBy' | 'requestId' | 'idempotencyKey'>;

/** Work that plugins want done now and then, each in a child process like a run of a connector. */
export class PluginJobs implements SourceJobs {
  readonly #deps: PluginJobsDeps;

  constructor(deps: PluginJobsDeps) {
    this.#deps = deps;
  }

  /** Has the queue know who does the jobs of plugins. */
  handleAll(): void {
    const { plugins, jobs } = this.#deps;
    for (const job of plugins.jobs()) jobs.handle(job.id, this.#handlerOf(job));
  }

  /** Queues a job; `connection` is the slug of the only source it is for. */
  async start(
    { plugin, name }: JobAddress,
    { connection, ...own }: Readonly<Record<string, unknown>>,
    { intent, ...origin }: Origin & { readonly intent: Intent },
  ): Promise<Job> {
    const job = this.#deps.plugins
      .jobs()
      .find((one) => one.plugin === plugin && one.id.slice(one.id.indexOf('.') + 1) === name);
    if (!job) throw pluginJobNotFound({ plugin, name });
    const params = { ...own, ...(connection !== undefined && { source: connection }) };
    await this.#sourcesOf(job, readJobParams(job.contribution, params));
    const { jobs } = this.#deps;
    return (await jobs.enqueue({ ...pluginJobDraft(job.id, params), ...origin }, intent)).job;
  }

  /** Does a job for one source at once, beside the queue: somebody waits for it. */
  async doNow(
    source: Source,
    { id, params }: JobAsked,
    signal: AbortSignal,
  ): Promise<Pick<JobOutcome, 'done' | 'error'>> {
    const job = this.#deps.plugins.jobs().find((one) => one.id === id);
    if (!job) throw pluginJobNotFound({ plugin: source.type, name: id });
    const asked = { params: readJobParams(job.contribution, params), source };
    return await this.#run(job, asked, { signal, progress: () => {}, event: () => {} });
  }

  #handlerOf(job: LoadedJob): JobHandler {
    return async (context): Promise<JobResult> => {
      const { params: stored } = context.job;
      const params = readJobParams(job.contribution, stored);
      const outcomes: JobOutcome[] = [];
      for (const source of await this.#sourcesOf(job, params))
        outcomes.push(await this.#run(job, { params, source }, context));
      return jobEnd(job, outcomes, stored);
    };
  }

  /** Whom the job is run for, one after another; once for the plugin when it is for no connector. */
  async #sourcesOf(
    { id: job, contribution: { connector } }: LoadedJob,
    { sources: slugs }: PluginJobParams,
  ): Promise<readonly (Source | undefined)[]> {
    if (connector === undefined && slugs === undefined) return [undefined];
    const own = (await this.#deps.registry.sources()).filter(
      ({ type, enabled }) => type === connector && enabled,
    );
    const unknown = slugs?.find((slug) => !own.some((source) => source.slug === slug));
    if (unknown !== undefined) throw jobSourceUnknown({ job, source: unknown });
    return slugs ? own.filter(({ slug }) => slugs.includes(slug)) : own;
  }

  async #run(
    job: LoadedJob,
    { params, source }: Running,
    { signal, progress, event }: Omit<JobContext, 'job'>,
  ): Promise<JobOutcome> {
    const { folders, jobs, onEnrichments } = this.#deps;
    const runId = newId();
    const asked = { ...params.own, ...(params.confirmed && { confirmed: true }) };
    try {
      const order = await jobOrder({ runId, job, source, params: asked }, this.#deps);
      const { done, error } = await runConnector({
        ...order,
        signal,
        log: logger({ event }),
        onProgress: ({ message, ...told }) =>
          progress({ ...told, ...(message !== undefined && { message: wordsFor(source, message) }) }),
      });
      // What a stopped job had found is not stored: it was not wanted.
      signal.throwIfAborted();
      if (done?.enrichments) await onEnrichments(job.plugin, done.enrichments);
      if (done?.read && source) await jobs.enqueue(pushedRun(source, 'job'));
      return { ...(source && { source: source.slug }), ...(done && { done }), ...(error && { error }) };
    } finally {
      await folders.dropRun(runId);
    }
  }
}

interface Running {
  readonly params: PluginJobParams;
  readonly source: Source | undefined;
}

const wordsFor = (source: Source | undefined, message: string): string =>
  source ? `${source.slug}: ${message}` : message;
