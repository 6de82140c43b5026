/** Every state a job can be in. */
export const jobStatuses = [
  'queued',
  'running',
  'succeeded',
  'partial',
  'failed',
  'needs_confirmation',
  'cancelling',
  'cancelled',
] as const;

/** One of `jobStatuses`. `partial`: some tables of the run failed. */
export type JobStatus = (typeof jobStatuses)[number];

/** True when nothing will happen to the job any more. */
export const isFinished = (status: JobStatus): boolean =>
  status === 'succeeded' || status === 'partial' || status === 'failed' || status === 'cancelled';

/**
 * Every lane. `live`: what came in and is waited for; `marketplace`: repositories that are read; `plugin`: jobs of
 * plugins, which may take hours; `query`: statements.
 */
export const lanes = ['heavy', 'light', 'live', 'marketplace', 'plugin', 'query'] as const;

/** One of `lanes`. Heavy jobs and statements run one at a time, those of every other lane two at a time. */
export type Lane = (typeof lanes)[number];

/** How far a job is, in units of its own choosing. */
export interface JobProgress {
  readonly done: number;
  readonly total?: number;
  readonly unit?: string;
  readonly message?: string;
}

/** Why the last attempt failed. `retryable` is false when the same attempt would fail the same way. */
export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  /** Seconds the upstream wants to be left alone. */
  readonly retryAfter?: number;
  /** `publisher/slug@version` of the plugin whose fault it was. */
  readonly plugin?: string;
  readonly statusSource: string;
}

/** What a job asks before it goes on; `resume` are its parameters after a yes. */
export interface Confirmation {
  readonly question: string;
  readonly resume: unknown;
}

/** A piece of work that outlives the request that asked for it. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly lane: Lane;
  readonly status: JobStatus;
  readonly params: unknown;
  readonly result?: unknown;
  readonly error?: JobError;
  readonly progress?: JobProgress;
  /** Present while the job waits for a yes. */
  readonly confirm?: Confirmation;
  /** How often it has been started. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly runAfter: Date;
  readonly concurrencyKey?: string;
  readonly cancelRequested: boolean;
  readonly generation?: number;
  readonly createdBy?: string;
  readonly requestId?: string;
  readonly createdAt: Date;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
}

/** What is told about a job while it runs; `end` is the last. */
export type JobEventType = 'state' | 'progress' | 'table' | 'log' | 'end';

/** A milestone of a job that reads sources, told among its `log` events. */
export interface JobStep {
  readonly step: 'planned' | 'source_started' | 'source_ended';
  /** Slugs. */
  readonly sources: readonly string[];
  readonly message: string;
}

/** One told thing. `seq` counts from 1 without gaps, per job. */
export interface JobEvent {
  readonly seq: number;
  readonly type: JobEventType;
  readonly data: unknown;
  readonly occurredAt: Date;
}

/** The right to work on a job. Whoever presents another token than the stored one has lost it. */
export interface Lease {
  readonly id: string;
  readonly token: string;
}

/** What a handler gets. `progress` and `event` return at once and are stored in order. */
export interface JobContext {
  readonly job: Job;
  /** Aborted on cancel, on shutdown, and when the lease is lost. */
  readonly signal: AbortSignal;
  progress(progress: JobProgress): void;
  event(type: 'table' | 'log', data: unknown): void;
}

/** What a handler resolves to. A thrown error decides by its kind whether there is another attempt. */
export type JobResult =
  | { readonly status?: 'succeeded' | 'partial'; readonly result?: unknown }
  /** No other attempt would go better, whatever the kind of the error says. */
  | { readonly status: 'failed'; readonly error: unknown; readonly result?: undefined }
  /** Nothing more happens until an administrator says yes or no. */
  | { readonly status: 'needs_confirmation'; readonly confirm: Confirmation; readonly result?: unknown };

/** Does the work of one kind of job. */
export type JobHandler = (context: JobContext) => Promise<JobResult>;

/** A job to be. */
export interface JobDraft {
  readonly kind: string;
  readonly params: unknown;
  readonly lane?: Lane;
  /** While a queued job has the same key, no second one is made. */
  readonly coalesceKey?: string;
  /** Jobs with the same key never run at the same time. */
  readonly concurrencyKey?: string;
  readonly createdBy?: string;
  readonly requestId?: string;
  /** The same key of the same creator gives the same job for 24 hours. */
  readonly idempotencyKey?: string;
  readonly maxAttempts?: number;
  /** Higher goes first; 0 when absent. */
  readonly priority?: number;
  /** Milliseconds UTC; now when absent. */
  readonly runAfter?: number;
}
