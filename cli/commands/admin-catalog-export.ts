import type { Run } from '../command.ts';
import { runPluginJob } from '../plugin-job.ts';

/** Writes metrics and tables of OpenMetadata as files below the data folder of the server. */
export const run: Run = (input, session) =>
  runPluginJob(input, session, {
    plugin: 'agnes/connector-openmetadata',
    name: 'export',
    isAwaited: !input.on('no-wait'),
  });
