import type { Run } from '../../../command.ts';
import { runPluginJob } from '../../../plugins/job.ts';

/** Fetches the issues that were there before webhooks came. */
export const run: Run = (input, session) =>
  runPluginJob(input, session, {
    plugin: 'agnes/connector-jira',
    name: 'backfill',
    isAwaited: !input.on('no-wait'),
  });
