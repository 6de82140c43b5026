import type { Intent } from '../http/intent.ts';
import type { Job } from './job.ts';

/** Queues jobs once more; which kinds that goes for is the application's to know. */
export interface JobAgain {
  can(job: Job): boolean;
  /** A new job that is to do the same; its id. */
  queue(
    job: Job,
    by: { readonly userId: string; readonly requestId: string },
    intent: Intent,
  ): Promise<string>;
}
