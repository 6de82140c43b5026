import { Refused } from './google-error.ts';
import type { QueryParameter } from './parameter.ts';
import { notFound, type Plan, type Warehouse } from './warehouse.ts';

/** The configuration of a job, as it is sent. */
interface Configuration {
  readonly dryRun?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly jobTimeoutMs?: string;
  readonly query: {
    readonly query: string;
    readonly useLegacySql?: boolean;
    readonly maximumBytesBilled?: string;
    readonly useQueryCache?: boolean;
    readonly parameterMode?: string;
    readonly queryParameters?: readonly QueryParameter[];
  };
}

/** What a client inserts. */
export interface Insert {
  readonly jobReference: { readonly projectId: string; readonly jobId: string; readonly location?: string };
  readonly configuration: Configuration;
}

/** A job that ran, is held, or was ended. */
export interface HeldJob {
  readonly project: string;
  readonly configuration: Configuration;
  readonly plan: Plan;
  readonly billed: number;
  readonly location: string;
  /** Settled when it is done or ended. */
  readonly ended: PromiseWithResolvers<void>;
  state: 'RUNNING' | 'DONE';
  failure?: { readonly reason: string; readonly message: string };
  rows?: readonly string[];
}

const megabyte = 1024 * 1024;

/** The jobs of the warehouse. */
export class JobDesk {
  readonly jobs = new Map<string, HeldJob>();
  readonly dryRuns: { readonly project: string; readonly sql: string }[] = [];
  /** True: jobs stay at work until they are cancelled. */
  isSlow = false;
  /** So many questions for results are answered before the job is done. */
  earlyAnswers = 0;
  /** So many jobs are taken on without the client hearing of it. */
  lostAnswers = 0;
  /** How well a dry run says it knows. */
  accuracy: string | undefined = 'PRECISE';
  readonly #warehouse: Warehouse;

  constructor(warehouse: Warehouse) {
    this.#warehouse = warehouse;
  }

  async insert(project: string, { jobReference, configuration }: Insert) {
    const { jobId, location = 'EU' } = jobReference;
    const { query, queryParameters = [] } = configuration.query;
    if (configuration.query.useLegacySql !== false) throw new Error('legacy SQL is not spoken here');
    if (this.jobs.has(jobId))
      throw new Refused({ status: 409, reason: 'duplicate', message: `Already Exists: Job ${jobId}` });
    const plan = await this.#warehouse.plan(query, queryParameters);
    if (configuration.dryRun) {
      this.dryRuns.push({ project, sql: query });
      return this.#dry(project, plan, configuration);
    }
    const billed = plan.bytes === 0 ? 0 : Math.max(10, Math.ceil(plan.bytes / megabyte)) * megabyte;
    const state = this.isSlow ? 'RUNNING' : 'DONE';
    const ended = Promise.withResolvers<void>();
    const job: HeldJob = { project, configuration, plan, billed, location, state, ended };
    const { maximumBytesBilled: most } = configuration.query;
    if (most !== undefined && billed > Number(most)) {
      const message = `Query exceeded limit for bytes billed: ${most}. ${billed} or higher required.`;
      job.failure = { reason: 'bytesBilledLimitExceeded', message };
    }
    this.jobs.set(jobId, job);
    if (this.lostAnswers > 0) {
      this.lostAnswers -= 1;
      throw new Refused({ status: 503, reason: 'backendError', message: 'Service Unavailable' });
    }
    return this.resource(jobId);
  }

  #dry(projectId: string, plan: Plan, configuration: Configuration) {
    const query = {
      statementType: plan.statementType,
      totalBytesProcessed: String(plan.bytes),
      totalBytesBilled: '0',
      referencedTables: plan.tables.map(({ project, dataset, table }) => ({
        projectId: project,
        datasetId: dataset,
        tableId: table,
      })),
      ...(this.accuracy !== undefined && { totalBytesProcessedAccuracy: this.accuracy }),
    };
    return {
      kind: 'bigquery#job',
      jobReference: { projectId, location: 'EU' },
      configuration,
      status: { state: 'DONE' },
      statistics: { totalBytesProcessed: String(plan.bytes), query },
    };
  }

  job(jobId: string): HeldJob {
    const job = this.jobs.get(jobId);
    if (!job) throw notFound(`Job ${jobId}`);
    return job;
  }

  resource(jobId: string) {
    const { project, configuration, plan, billed, location, state, failure } = this.job(jobId);
    const errors = failure ? { errorResult: failure, errors: [failure] } : {};
    return {
      kind: 'bigquery#job',
      id: `${project}:${location}.${jobId}`,
      jobReference: { projectId: project, jobId, location },
      configuration,
      status: { state, ...errors },
      statistics: {
        query: { totalBytesProcessed: String(plan.bytes), totalBytesBilled: String(billed), cacheHit: false },
      },
    };
  }

  cancel(jobId: string) {
    const job = this.job(jobId);
    job.state = 'DONE';
    job.ended.resolve();
    job.failure = { reason: 'stopped', message: 'Job execution was cancelled: User requested cancellation' };
    return { kind: 'bigquery#jobCancelResponse', job: this.resource(jobId) };
  }

  /** Rows of a job that is done; `undefined` while it is at work. */
  async results(jobId: string): Promise<(HeldJob & { readonly rows: readonly string[] }) | undefined> {
    const job = this.job(jobId);
    if (this.earlyAnswers > 0) {
      this.earlyAnswers -= 1;
      return undefined;
    }
    if (job.state === 'RUNNING') await Promise.race([job.ended.promise, patience()]);
    if (job.failure) throw new Refused({ status: 400, ...job.failure });
    if (job.state === 'RUNNING') return undefined;
    const rows = job.rows ?? (await job.plan.rows());
    job.rows = rows;
    return { ...job, rows };
  }
}

/** A question for results is answered after ten seconds, done or not. */
const patience = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 10_000).unref());
