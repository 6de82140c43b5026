import type { Run } from '../../../command.ts';
import { objectOf, objectsOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

/** The connections to sources. Secrets are named, never shown. */
export const run: Run = async (_input, session) => {
  const answer = await (await session.http()).json({ path: '/api/admin/sources' });
  const sources = objectsOf(Array.isArray(answer) ? answer : objectOf(answer)['sources']);
  const rows = sources.map(({ slug, type, title, status, table_count: tables }) => [
    slug,
    type,
    title,
    status,
    tables,
  ]);
  const columns = ['slug', 'type', 'title', 'status', 'tables'].map((title) => ({ title }));
  return { data: { sources }, text: textTable(columns, rows, session.out.width) };
};
