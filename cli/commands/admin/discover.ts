import type { Run } from '../../command.ts';
import { objectsOf, textOf } from '../../json/values.ts';
import { cellText, textTable } from '../../terminal/text-table.ts';

/** What a source offers. The server asks it: no credential of a source is needed here. */
export const run: Run = async (input, session) => {
  const source = input.text('source');
  const query = new URLSearchParams(source === undefined ? {} : { connection: source });
  const http = await session.http();
  const data = await http.object({ path: `/api/admin/discover-tables?${query}`, seconds: 90 });
  const error = textOf(data['error']);
  if (error !== undefined) return { data, text: [cellText(error)] };
  const datasets = objectsOf(data['datasets']).map(({ full_id: id }) => [id]);
  const tables = objectsOf(data['tables']).map((table) => [
    table['id'] ?? table['full_id'],
    table['name'],
    table['row_count'],
    table['size_bytes'],
  ]);
  const columns = ['id', 'name', 'rows', 'bytes'].map((title) => ({ title }));
  return { data, text: textTable(columns, [...datasets, ...tables], session.out.width) };
};
