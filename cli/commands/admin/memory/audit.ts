import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { queryOf } from '../../../memory/query.ts';
import { textTable } from '../../../terminal/text-table.ts';

const fields = ['timestamp', 'user_email', 'action', 'resource', 'params'];

/** What was decided and changed in the corporate memory. */
export const run: Run = async (input, session) => {
  const query = queryOf(input, { action: 'action', page: 'page', 'per-page': 'per_page' });
  const answer = await (await session.http()).object({ path: `/api/memory/admin/audit?${query}` });
  const rows = objectsOf(answer['entries']).map((entry) => fields.map((field) => entry[field]));
  const columns = ['time', 'who', 'what', 'item', 'with'].map((title) => ({ title }));
  return { data: answer, text: textTable(columns, rows, session.out.width) };
};
