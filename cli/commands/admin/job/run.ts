import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';
import { runPluginJob } from '../../../plugins/job.ts';

/** Starts a job of a plugin. */
export const run: Run = async (input, session) => {
  const [job = ''] = input.args;
  const [publisher, slug, name, ...rest] = job.split('/');
  if (!(publisher && slug && name) || rest.length > 0)
    throw badUsage({
      reason: `"${job}" names no job.`,
      hint: 'Write <publisher>/<slug>/<name>, such as agnes/connector-jira/backfill; see: agnes admin plugin list',
    });
  return runPluginJob(input, session, { plugin: `${publisher}/${slug}`, name, isAwaited: input.on('wait') });
};
