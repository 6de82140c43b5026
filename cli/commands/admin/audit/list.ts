import { auditQuery } from '../../../admin/audit-filters.ts';
import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

/** Who changed what, newest first. */
export const run: Run = async (input, session) => {
  const limit = input.integer('limit', { min: 1, max: 500 }) ?? 100;
  const query = auditQuery(input);
  query.set('limit', String(limit));
  const data = await (await session.http()).object({ path: `/api/admin/audit?${query}` });
  const rows = objectsOf(data['entries']).map((entry) => [
    entry['seq'],
    entry['timestamp'],
    entry['user_email'] ?? entry['user_id'] ?? entry['actor_kind'],
    entry['action'],
    entry['resource'],
    entry['params'],
  ]);
  if (data['next_cursor'] !== null)
    session.out.note(`There are more than ${limit}; narrow it, or raise --limit.`);
  const columns = ['seq', 'when', 'who', 'action', 'resource', 'params'].map((title) => ({ title }));
  return { data, text: textTable(columns, rows, session.out.width) };
};
