import { defineJob } from '@agnes/sdk/job';
import type { Settings } from './settings.ts';
import { compare } from './work/compare.ts';

/** Compares all issues with the site, on Sundays. */
export default defineJob<Settings>({
  run: async (context) => {
    const { any_day: anyDay, confirmed } = context.params;
    const isSunday = new Date(context.now()).getUTCDay() === 0;
    if (isSunday || anyDay === true || confirmed === true) return compare(context, {});
    return { skipped: 'Everything is compared on Sundays.' };
  },
});
