import { tableFields } from '../../admin/table-fields.ts';
import type { Run } from '../../command.ts';
import { badUsage } from '../../errors.ts';
import { followJob, jobFailure } from '../../jobs.ts';
import { textOf } from '../../json/values.ts';
import { cellText } from '../../terminal/text-table.ts';

/** Changes a table; after a rename the job that shows the new name is followed. */
export const run: Run = async (input, session) => {
  const [table = ''] = input.args;
  const [name, clear] = [input.text('name'), input.texts('clear')];
  const body = {
    ...(name !== undefined && { name }),
    ...(await tableFields(input, session.world)),
    ...(clear.length > 0 && { clear }),
  };
  if (Object.keys(body).length === 0) {
    const hint = 'Example: agnes admin update-table orders --description "All orders"';
    throw badUsage({ reason: 'Nothing is to be changed.', hint });
  }
  const http = await session.http();
  const path = `/api/admin/registry/${encodeURIComponent(table)}`;
  const data = await http.object({ method: 'PUT', path, body });
  const updated = Array.isArray(data['updated']) ? data['updated'].map(cellText) : [];
  const text = [`${cellText(data['id'])}: ${updated.join(', ')} updated.`];
  const jobId = textOf(data['job_id']);
  if (jobId === undefined) return { data, text };
  const job = await followJob(session, jobId);
  const failure = jobFailure(job);
  return { data: { ...data, job }, text, ...(failure && { failure }) };
};
