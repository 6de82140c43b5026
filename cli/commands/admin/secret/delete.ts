import type { Run } from '../../../command.ts';
import { confirm } from '../../../terminal/prompt.ts';
import { safeText } from '../../../terminal/safe-text.ts';

/** Forgets a secret; the server refuses while a source or a plugin uses it. */
export const run: Run = async (input, session) => {
  const [name = ''] = input.args;
  await confirm(session, `Delete the secret ${safeText(name)}?`);
  const http = await session.http();
  const query = input.on('force') ? '?force=true' : '';
  await http.json({ method: 'DELETE', path: `/api/admin/secrets/${encodeURIComponent(name)}${query}` });
  return { data: { name, removed: true }, text: [`The secret ${safeText(name)} is deleted.`] };
};
