import type { Run } from '../../command.ts';
import { type JsonObject, objectOf } from '../../json/values.ts';
import { queryJobOf } from '../../query/background.ts';
import { fieldLines } from '../../terminal/field-lines.ts';

/** One query in the background as it stands. */
export const run: Run = async (input, session) => {
  const job = await queryJobOf(session, input.args[0] ?? '');
  return { data: { job }, text: linesOf(job) };
};

const linesOf = (job: JsonObject): readonly string[] => {
  const { done } = objectOf(job['progress']);
  return fieldLines({
    id: job['job_id'],
    status: job['status'],
    place: job['queue_position'],
    progress: done === undefined ? undefined : `${done} %`,
    created: job['created_at'],
    finished: job['finished_at'],
    rows: job['row_count'],
    bytes: job['bytes'],
    cut: job['truncated'] === true ? 'yes, there were more rows than the limit' : undefined,
    error: objectOf(job['error'])['message'],
    expires: job['expires_at'],
    sql: job['sql'],
  });
};
