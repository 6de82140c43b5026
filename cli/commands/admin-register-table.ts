import type { Run } from '../command.ts';
import type { Input } from '../input.ts';
import { followJob, jobFailure } from '../jobs.ts';
import { textOf } from '../json-values.ts';
import { cellText } from '../text-table.ts';

const fields = {
  source_type: 'source-type',
  connection: 'connection',
  bucket: 'bucket',
  source_table: 'source-table',
  query_mode: 'query-mode',
  description: 'description',
  sync_schedule: 'sync-schedule',
  sync_strategy: 'strategy',
};

/** Registers a table; when publishing it goes on as a job, that job is followed. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const body = draftOf(input);
  const data = await http.object({ method: 'POST', path: '/api/admin/register-table', body });
  const text = [`${cellText(data['name'])}: ${cellText(data['status'])} as ${cellText(data['id'])}.`];
  const jobId = textOf(data['job_id']);
  if (data['status'] !== 'accepted' || jobId === undefined) return { data, text };
  const job = await followJob(session, jobId);
  const failure = jobFailure(job);
  return { data: { ...data, job }, text, ...(failure && { failure }) };
};

const draftOf = (input: Input): Readonly<Record<string, unknown>> => {
  const given = Object.entries(fields).map(([field, option]) => [field, input.text(option)] as const);
  const key = input
    .text('primary-key')
    ?.split(',')
    .map((column) => column.trim());
  return {
    name: input.args[0],
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
    ...(key && { primary_key: key.filter((column) => column !== '') }),
  };
};
