import { defineJob } from '@agnes/sdk/job';
import type { Settings } from './settings.ts';
import { compare } from './work/compare.ts';

/** Compares the issues of the last days with the site, and mends what differs. */
export default defineJob<Settings>({
  run: (context) => {
    const { max_age_days: days } = context.params;
    return compare(context, { maxAgeDays: typeof days === 'number' ? days : 30 });
  },
});
