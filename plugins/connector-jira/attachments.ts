import { defineJob } from '@agnes/sdk/job';
import type { Settings } from './settings.ts';
import { fetchAttachments } from './work/fetch-attachments.ts';

/** Downloads the files of issues that were not downloaded yet. */
export default defineJob<Settings>({ run: fetchAttachments });
