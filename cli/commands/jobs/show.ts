import type { Run } from '../../command.ts';
import { jobLines, jobOf } from '../../jobs.ts';

/** One job as it stands. */
export const run: Run = async (input, session) => {
  const job = await jobOf(await session.http(), input.args[0] ?? '');
  return { data: { job }, text: jobLines(job) };
};
