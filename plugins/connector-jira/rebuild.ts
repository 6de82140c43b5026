import { defineJob } from '@agnes/sdk/job';
import { openKept } from './kept/open-kept.ts';
import type { Settings } from './settings.ts';

/** Has every part of the tables made anew from the JSON, by the reading that follows. */
export default defineJob<Settings>({
  async run(context) {
    const { files, raw } = openKept(context);
    const issues = (await raw.keys()).length;
    await files.forget();
    return { result: { issues }, read: true };
  },
});
