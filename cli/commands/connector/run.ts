import { defineError } from '@agnes/sdk/errors';
import type { Run } from '../../command.ts';
import { followJob, jobFailure, jobLines } from '../../jobs.ts';
import { objectsOf, textOf } from '../../json/values.ts';

const noSource = defineError<{ source: string; exit_code: number }>({
  code: 'source_not_found',
  kind: 'not_found',
  message: ({ source }) => `There is no source "${source}".`,
  hint: 'agnes admin source list shows them.',
});

const runNotDone = defineError<{ source: string; status: string; reason: string; exit_code: number }>({
  code: 'connector_run_not_done',
  kind: 'internal',
  message: ({ source, status, reason }) => `The run of "${source}" is ${status}. ${reason}`.trim(),
  hint: 'agnes status says which tables, and why.',
});

/** Has the server read one source, in a process of its own, and ends as schedulers understand: 2 is partial, 64 a bad argument. */
export const run: Run = async (input, session) => {
  const [source = ''] = input.args;
  const http = await session.http();
  const sources = objectsOf((await http.object({ path: '/api/admin/sources' }))['sources']);
  if (!sources.some(({ slug }) => slug === source)) throw noSource({ source, exit_code: 64 });
  const body = { connection: source };
  const started = await http.object({ method: 'POST', path: '/api/sync/trigger', body });
  const job = await followJob(session, textOf(started['job_id']) ?? '');
  const failure = jobFailure(job);
  if (!failure) return { data: { job }, text: jobLines(job) };
  const status = String(job['status']);
  const exit_code = status === 'partial' ? 2 : 1;
  const reason = failure.message;
  return { data: { job }, text: jobLines(job), failure: runNotDone({ source, status, reason, exit_code }) };
};
