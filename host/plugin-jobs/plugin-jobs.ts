import { type CatalogEnrichment, isPlatformError, type JobDone, type PlatformError } from '@agnes/sdk';
import { type Failure, failureOf } from '@agnes/sdk/extract';
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
import { jobSourceUnknown, pluginJobNotFound, pluginOff } from './errors.ts';
import { type JobOutcome, jobEnd } from './job-end.ts';
import { type Asked, type JobOrder, type JobOrderDeps, jobOrder } from './job-order.ts';
import { type PluginJobParams, readJobParams } from './job-params.ts';
import { pluginJobDraft } from './plugin-job-draft.ts';

/** What jobs of plugins need. */
export interface PluginJobsDeps extends JobOrderDeps {
  readonly plugins: Pick<Plugins, 'jobs' | 'manifests'>;
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

  /** Has the queue know who does the jobs of plugins; once more after plugins were replaced. */
  handleAll(): void {
    const { plugins, jobs } = this.#deps;
    for (const job of plugins.jobs()) jobs.handle(job.id, this.#handlerOf(job.id));
  }

  /** Queues a job; `connection` is the slug of the only source it is for. */
  async start(
    { plugin, name }: JobAddress,
    { connection, ...own }: Readonly<Record<string, unknown>>,
    { intent, ...origin }: Origin & { readonly intent: Intent },
  ): Promise<Job> {
    const job = this.#deps.plugins.jobs().find((one) => one.plugin === plugin && isCalled(one, name));
    if (!job) throw this.#missing({ plugin, name });
    const params = { ...own, ...(connection !== undefined && { source: connection }) };
    await this.#sourcesOf(job, readJobParams(job.contribution, params));
    const { jobs } = this.#deps;
    return (await jobs.enqueue({ ...pluginJobDraft(job, params), ...origin }, intent)).job;
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

  #missing({ plugin, name }: JobAddress): PlatformError {
    const declared = this.#deps.plugins.manifests().find(({ id }) => id === plugin)?.contributes.jobs ?? [];
    const isOff = declared.some((one) => isCalled(one, name));
    return isOff ? pluginOff({ plugin }) : pluginJobNotFound({ plugin, name });
  }

  // Whichever version runs when the job does.
  #handlerOf(id: string): JobHandler {
    return async (context): Promise<JobResult> => {
      const job = this.#deps.plugins.jobs().find((one) => one.id === id);
      if (!job) throw pluginOff({ plugin: id });
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
    const runId = newId();
    const asked = { ...params.own, ...(params.confirmed && { confirmed: true }) };
    const told = source ? { source: source.slug } : {};
    try {
      const order = await this.#order({ runId, job, source, params: asked });
      if ('error' in order) return { ...told, error: order.error };
      const { done, error } = await runConnector({
        ...order,
        signal,
        log: logger({ event }),
        onProgress: ({ message, ...step }) =>
          progress({ ...step, ...(message !== undefined && { message: wordsFor(source, message) }) }),
      });
      // What a stopped job had found is not stored: it was not wanted.
      signal.throwIfAborted();
      if (done) await this.#store(job, source, done);
      return { ...told, ...(done && { done }), ...(error && { error }) };
    } finally {
      await this.#tidy(runId, source);
    }
  }

  async #store(job: LoadedJob, source: Source | undefined, { enrichments, read }: JobDone): Promise<void> {
    const { jobs, onEnrichments } = this.#deps;
    if (enrichments) await onEnrichments(job.plugin, enrichments);
    if (read && source && (await this.#isThere(source))) await jobs.enqueue(pushedRun(source, 'job'));
  }

  /** What a job keeps for a source that was deleted meanwhile goes with it. */
  async #tidy(runId: string, source: Source | undefined): Promise<void> {
    const { folders } = this.#deps;
    await folders.dropRun(runId);
    if (source && !(await this.#isThere(source))) await folders.dropKept(source.slug);
  }

  /** What one source is not set up for is its own outcome: the others have theirs. */
  async #order(asked: Asked): Promise<JobOrder | { readonly error: Failure }> {
    try {
      return await jobOrder(asked, this.#deps);
    } catch (cause) {
      if (!asked.source || !isPlatformError(cause)) throw cause;
      return { error: failureOf(cause) };
    }
  }

  async #isThere({ slug }: Source): Promise<boolean> {
    return (await this.#deps.registry.findSource(slug)) !== undefined;
  }
}

/** A job is called by what stands behind the dot of its id. */
const isCalled = ({ id }: Pick<LoadedJob, 'id'>, name: string): boolean =>
  id.slice(id.indexOf('.') + 1) === name;

interface Running {
  readonly params: PluginJobParams;
  readonly source: Source | undefined;
}

const wordsFor = (source: Source | undefined, message: string): string =>
  source ? `${source.slug}: ${message}` : message;
