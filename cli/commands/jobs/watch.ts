import type { Run } from '../../command.ts';
import { followJob, jobFailure, jobLines } from '../../jobs.ts';

/** Follows a job; with `--json` each event is a line and the last line is the result. */
export const run: Run = async (input, session) => {
  const job = await followJob(session, input.args[0] ?? '');
  const failure = jobFailure(job);
  return { data: { job }, text: jobLines(job), ...(failure && { failure }) };
};
