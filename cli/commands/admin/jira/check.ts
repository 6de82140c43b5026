import type { Run } from '../../../command.ts';
import { runPluginJob } from '../../../plugins/job.ts';

/** Compares what is kept with the site. */
export const run: Run = (input, session) =>
  runPluginJob(input, session, {
    plugin: 'agnes/connector-jira',
    name: 'consistency',
    isAwaited: !input.on('no-wait'),
  });
