import { queryLogQuery } from '../../../admin/query-log-filters.ts';
import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

const columns = ['when', 'who', 'status', 'ms', 'rows', 'cached', 'sql'].map((title) => ({ title }));

/** What was asked in SQL, newest first. */
export const run: Run = async (input, session) => {
  const limit = input.integer('limit', { min: 1, max: 500 }) ?? 100;
  const query = queryLogQuery(input);
  query.set('limit', String(limit));
  const data = await (await session.http()).object({ path: `/api/admin/query-log?${query}` });
  const rows = objectsOf(data['queries']).map((asked) => [
    asked['occurred_at'],
    asked['user_email'] ?? asked['user_id'],
    asked['error_code'] ?? asked['status'],
    asked['duration_ms'],
    asked['rows'],
    asked['cached'] === true ? 'yes' : '',
    asked['sql'],
  ]);
  if (data['next_cursor'] !== null)
    session.out.note(`There are more than ${limit}; narrow it, or raise --limit.`);
  return { data, text: textTable(columns, rows, session.out.width) };
};
