import { findUser, userPath } from '../../admin/find-user.ts';
import type { Run } from '../../command.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Gives a user another name; the address stays. */
export const run: Run = async (input, session) => {
  const [wanted = '', name = ''] = input.args;
  const http = await session.http();
  const user = await findUser(http, wanted);
  const changed = await http.object({ method: 'PATCH', path: userPath(user), body: { name } });
  return { data: { user: changed }, text: [`${safeText(user.email)} is called ${safeText(name)}.`] };
};
