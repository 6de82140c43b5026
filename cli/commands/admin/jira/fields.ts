import type { Run } from '../../../command.ts';
import { runPluginJob } from '../../../plugins/job.ts';

/** Lists the fields of the site. */
export const run: Run = (input, session) =>
  runPluginJob(input, session, {
    plugin: 'agnes/connector-jira',
    name: 'fields',
    isAwaited: !input.on('no-wait'),
  });
