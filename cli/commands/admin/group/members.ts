import { findGroup, membersOf } from '../../../admin/find-group.ts';
import type { Run } from '../../../command.ts';
import { textTable } from '../../../terminal/text-table.ts';

/** Who is in a group. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const group = await findGroup(http, input.args[0] ?? '');
  const members = await membersOf(http, group);
  const rows = members.map(({ email, name, active, source, added_at: at, added_by: by }) => [
    email,
    name,
    active === false ? 'deactivated' : 'active',
    source,
    at,
    by,
  ]);
  const columns = ['e-mail', 'name', 'state', 'source', 'added', 'by'].map((title) => ({ title }));
  return { data: { group, members }, text: textTable(columns, rows, session.out.width) };
};
