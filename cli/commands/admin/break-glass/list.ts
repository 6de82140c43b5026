import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

const columns = ['e-mail', 'name', 'since', 'until', 'id'].map((title) => ({ title }));

/** Who is an administrator by break-glass. */
export const run: Run = async (_input, session) => {
  const people = objectsOf(
    (await (await session.http()).object({ path: '/api/admin/break-glass' }))['items'],
  );
  const rows = people.map((one) => [
    one['email'],
    one['name'],
    one['granted_at'],
    one['expires_at'] ?? 'confirmed, for good',
    one['user_id'],
  ]);
  return { data: { people }, text: textTable(columns, rows, session.out.width) };
};
