import { tokenState } from '../../account/tokens.ts';
import type { Run } from '../../command.ts';
import { objectsOf } from '../../json/values.ts';
import { textTable } from '../../terminal/text-table.ts';

const own = ['name', 'prefix', 'state', 'scopes', 'expires', 'last used', 'kind'];

/** Personal access tokens and connected applications, the caller's own or everybody's; revoked ones too. */
export const run: Run = async (input, session) => {
  const all = input.on('all');
  const http = await session.http();
  const tokens = objectsOf(await http.json({ path: all ? '/auth/admin/tokens' : '/auth/tokens' }));
  const rows = tokens.map((token) => [
    token['name'],
    token['prefix'],
    tokenState(token, session.world.now()),
    Array.isArray(token['scopes']) ? token['scopes'].join(', ') : 'all rights',
    token['expires_at'] ?? 'never',
    token['last_used_at'] ?? 'never',
    token['kind'] === 'oauth' ? 'application' : 'token',
    ...(all ? [token['user_email']] : []),
  ]);
  const columns = [...own, ...(all ? ['owner'] : [])].map((title) => ({ title }));
  return { data: { tokens }, text: textTable(columns, rows, session.out.width) };
};
