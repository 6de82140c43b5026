import { usersLike } from '../../admin/find-user.ts';
import type { Run } from '../../command.ts';
import { objectsOf } from '../../json/values.ts';
import { textTable } from '../../terminal/text-table.ts';

/** The users of the server. */
export const run: Run = async (input, session) => {
  const users = await usersLike(await session.http(), input.text('search'));
  const rows = users.map(({ email, name, active, groups, id }) => [
    email,
    name,
    active === false ? 'deactivated' : 'active',
    objectsOf(groups)
      .map((group) => group['name'])
      .join(', '),
    id,
  ]);
  const columns = ['e-mail', 'name', 'state', 'groups', 'id'].map((title) => ({ title }));
  return { data: { users }, text: textTable(columns, rows, session.out.width) };
};
