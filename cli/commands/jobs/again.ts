import type { Run } from '../../command.ts';
import { followJob, jobFailure, jobLines, jobPath } from '../../jobs.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Has the server queue an equal job, with the tables and the source of the one that has ended. */
export const run: Run = async (input, session) => {
  const [id = ''] = input.args;
  const http = await session.http();
  const data = await http.object({ method: 'POST', path: `${jobPath(id)}/again` });
  const made = String(data['job_id']);
  if (!input.on('wait'))
    return { data, text: [`Queued; follow it with: agnes jobs watch ${safeText(made)}`] };
  const job = await followJob(session, made);
  const failure = jobFailure(job);
  return { data: { job }, text: jobLines(job), ...(failure && { failure }) };
};
