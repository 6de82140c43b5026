import type { Run } from '../command.ts';
import { objectsOf } from '../json/values.ts';
import { schemaLines, schemaOf } from '../sync/table-schema.ts';
import { textTable } from '../terminal/text-table.ts';

/** The columns of a table, and some rows. */
export const run: Run = async (input, session) => {
  const [table = ''] = input.args;
  const count = input.integer('rows', { min: 1, max: 100 }) ?? 5;
  const http = await session.http();
  const schema = await schemaOf(http, table);
  const path = `/api/v2/sample/${encodeURIComponent(table)}?n=${count}`;
  // A table at a source is asked there, which takes its time.
  const { rows, source } = await http.object({ path, seconds: 300 });
  const { width } = session.out;
  const names = objectsOf(schema['columns']).map(({ name }) => String(name));
  const cells = objectsOf(rows).map((row) => names.map((name) => row[name]));
  const titles = names.map((title) => ({ title }));
  return {
    data: { ...schema, rows, source },
    text: [...schemaLines(schema, width), '', ...textTable(titles, cells, width)],
  };
};
