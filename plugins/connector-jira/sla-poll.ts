import { defineJob } from '@agnes/sdk/job';
import type { Settings } from './settings.ts';
import { pollSlas } from './work/poll-slas.ts';

/** Asks how the SLAs of open issues stand: they run without an event. */
export default defineJob<Settings>({ run: (context) => pollSlas(context) });
