import type { Run } from '../../command.ts';
import { followJob, jobFailure, jobLines } from '../../jobs.ts';

/** Has the server bring its views in line with the registry, or make all of them anew. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const { job_id: id } = await http.object({
    method: 'POST',
    path: '/api/admin/rebuild',
    body: { all: input.on('all') },
  });
  if (!input.on('wait')) {
    return { data: { job_id: id }, text: [`Queued; follow it with: agnes jobs watch ${String(id)}`] };
  }
  const job = await followJob(session, String(id));
  const failure = jobFailure(job);
  return { data: { job }, text: jobLines(job), ...(failure && { failure }) };
};
