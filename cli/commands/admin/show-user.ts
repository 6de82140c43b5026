import { accessTable } from '../../admin/access-table.ts';
import { accountTable } from '../../admin/account-table.ts';
import { findUser, userPath } from '../../admin/find-user.ts';
import { sessionTable } from '../../admin/session-table.ts';
import type { Run } from '../../command.ts';
import { type JsonObject, objectsOf } from '../../json/values.ts';
import { fieldLines } from '../../terminal/field-lines.ts';

/** One user with their groups, linked accounts and sessions, and what they may use. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const found = await findUser(http, input.args[0] ?? '');
  const { id, user } = found;
  const [identities, sessions, access] = await Promise.all([
    http.json({ path: `${userPath(found)}/identities` }).then(objectsOf),
    http.json({ path: `${userPath(found)}/sessions` }).then(objectsOf),
    http.object({ path: `/api/admin/users/${encodeURIComponent(id)}/effective-access` }),
  ]);
  const { width } = session.out;
  const text = [
    ...fieldLines(aboutUser(user)),
    ...part('Linked accounts', identities, accountTable(identities, width)),
    ...part('Sessions', sessions, sessionTable(sessions, width)),
    ...part('May use', objectsOf(access['items']), accessTable(access, width)),
  ];
  return { data: { user, identities, sessions, access }, text };
};

const aboutUser = (user: JsonObject): JsonObject => ({
  id: user['id'],
  'e-mail': user['email'],
  name: user['name'],
  state: user['active'] === false ? 'deactivated' : 'active',
  administrator: user['is_admin'] === true ? 'yes, and may use everything' : 'no',
  'managed by': user['is_sso_user'] === true ? 'the identity provider' : 'this server',
  groups: objectsOf(user['groups'])
    .map((group) => group['name'])
    .join(', '),
  created: user['created_at'],
  deactivated: user['deactivated_at'],
});

const part = (title: string, rows: readonly unknown[], lines: Iterable<string>): readonly string[] =>
  rows.length === 0 ? ['', `${title}: none`] : ['', `${title}:`, ...lines];
