import { isPlatformError } from '@agnes/sdk';
import { readRunParams } from '../extract/run-params.ts';
import type { JobHandler } from '../jobs/job.ts';
import { isPermanent } from '../jobs/permanent.ts';
import type { Pace } from './pace.ts';

/** Runs a source for what was pushed to it, and tells how often that may happen. */
export const pushedRunHandler =
  ({ pace, run }: { readonly pace: Pace; readonly run: JobHandler }): JobHandler =>
  async (context) => {
    const read = readRunParams(context.job.params);
    const slug = (read.ok && read.value.connection) || '';
    pace.begins(slug);
    try {
      return await run(context);
    } catch (cause) {
      if (isPlatformError(cause) && isPermanent(cause.kind)) pace.rests(slug);
      throw cause;
    }
  };
