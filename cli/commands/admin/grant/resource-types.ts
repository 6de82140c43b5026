import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

/** What can be granted. */
export const run: Run = async (_input, session) => {
  const types = objectsOf(await (await session.http()).json({ path: '/api/admin/resource-types' }));
  const rows = types.map(({ key, display_name: name, id_format: form, description }) => [
    key,
    name,
    form,
    description,
  ]);
  const columns = ['type', 'name', 'id', 'description'].map((title) => ({ title }));
  return { data: { resource_types: types }, text: textTable(columns, rows, session.out.width) };
};
