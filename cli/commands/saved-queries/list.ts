import type { Run } from '../../command.ts';
import { savedQueries } from '../../query/saved.ts';
import { textTable } from '../../terminal/text-table.ts';

const columns = ['name', 'description', 'changed', 'id', 'sql'].map((title) => ({ title }));

/** The queries the caller has saved, by name. */
export const run: Run = async (_input, session) => {
  const saved = await savedQueries(await session.http());
  const rows = saved.map((one) => [
    one['name'],
    one['description'],
    one['updated_at'],
    one['id'],
    one['sql'],
  ]);
  return { data: { saved }, text: textTable(columns, rows, session.out.width) };
};
