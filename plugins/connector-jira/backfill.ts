import { defineJob } from '@agnes/sdk/job';
import type { Settings } from './settings.ts';
import { backfill } from './work/backfill.ts';

/** Fetches the issues that a search finds, or those that are named; goes on where it was interrupted. */
export default defineJob<Settings>({ run: (context) => backfill(context) });
