import type { Run } from '../../../command.ts';
import { runPluginJob } from '../../../plugins/job.ts';

/** Fetches the SLAs of open issues anew. */
export const run: Run = (input, session) =>
  runPluginJob(input, session, {
    plugin: 'agnes/connector-jira',
    name: 'sla-poll',
    isAwaited: !input.on('no-wait'),
  });
