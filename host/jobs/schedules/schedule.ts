import type { JobDraft } from '../job.ts';

/** What becomes of a slot that was missed while nobody was there: run once, or dropped. */
export const catchUps = ['once', 'skip'] as const;

/** One of `catchUps`. */
export type CatchUp = (typeof catchUps)[number];

/** The request that does from outside what a schedule does. */
export interface ScheduleCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Seconds until the caller gives up. */
  readonly timeoutS: number;
}

/** Something that recurs, as stored. */
export interface StoredSchedule {
  readonly id: string;
  readonly kind: string;
  /** What of its kind it is for; empty: all of it. One schedule for each kind and target. */
  readonly target: string;
  readonly spec: string;
  readonly enabled: boolean;
  readonly catchUp: CatchUp;
  readonly payload?: unknown;
  readonly nextRun?: Date;
  readonly lastSlot?: Date;
  readonly lastRun?: Date;
  /** Status of the last job, or `skipped(…)`, `failed(bad_schedule)`. */
  readonly lastStatus?: string;
  readonly lastJobId?: string;
  /** In a row. */
  readonly failures: number;
  /** A user, or `system:host` for what the host declares and nobody changed. */
  readonly createdBy?: string;
}

/** A schedule with the request that stands for it; nothing when there is none. */
export interface ListedSchedule extends StoredSchedule {
  readonly call?: ScheduleCall;
}

/** A schedule the host brings along. */
export interface DefaultSchedule {
  readonly id: string;
  readonly kind: string;
  readonly target: string;
  readonly spec: string;
  readonly catchUp: CatchUp;
  readonly payload?: unknown;
}

/** How jobs of one kind are queued for a payload. */
export type JobManner = (
  payload: unknown,
) => Partial<Pick<JobDraft, 'params' | 'lane' | 'coalesceKey' | 'concurrencyKey'>>;
