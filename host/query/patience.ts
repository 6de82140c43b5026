import { isPlatformError } from '@agnes/sdk/errors';

/** How long a worker that ignores an interrupt lives on, in milliseconds: after a cancel a new one is there within a second. */
export const patienceFor = (reason: unknown): number =>
  isPlatformError(reason) && reason.code === 'query_cancelled' ? 500 : 1_000;
