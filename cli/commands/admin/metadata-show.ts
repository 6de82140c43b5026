import type { Run } from '../../command.ts';
import { objectsOf } from '../../json/values.ts';
import { textTable } from '../../terminal/text-table.ts';

/** What is said about the columns of a table. */
export const run: Run = async (input, session) => {
  const [table = ''] = input.args;
  const http = await session.http();
  const data = await http.object({ path: `/api/admin/metadata/${encodeURIComponent(table)}` });
  const rows = objectsOf(data['columns']).map(({ column_name, basetype, confidence, description }) => [
    column_name,
    basetype,
    confidence,
    description,
  ]);
  const titles = ['column', 'type', 'confidence', 'description'].map((title) => ({ title }));
  return { data, text: textTable(titles, rows, session.out.width) };
};
