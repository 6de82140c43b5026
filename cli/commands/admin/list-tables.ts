import type { Run } from '../../command.ts';
import { objectsOf } from '../../json/values.ts';
import { textTable } from '../../terminal/text-table.ts';

const titles = ['id', 'name', 'connection', 'mode', 'rows', 'last sync', 'next run', 'last error'];

/** Registered tables, and how their last runs went. */
export const run: Run = async (input, session) => {
  const answer = await (await session.http()).object({ path: '/api/admin/registry' });
  const source = input.text('source');
  const tables = objectsOf(answer['tables']).filter(
    ({ connection }) => source === undefined || connection === source,
  );
  const rows = tables.map((table) => [
    table['id'],
    table['name'],
    table['connection'],
    table['query_mode'],
    table['rows'],
    table['last_sync'],
    table['next_run'],
    table['last_sync_error'],
  ]);
  const columns = titles.map((title) => ({ title }));
  return { data: { tables }, text: textTable(columns, rows, session.out.width) };
};
