import type { Run } from '../../../command.ts';
import { confirm } from '../../../terminal/prompt.ts';
import { safeText } from '../../../terminal/safe-text.ts';

/** Takes a grant away. */
export const run: Run = async (input, session) => {
  const [id = ''] = input.args;
  const http = await session.http();
  await confirm(session, `Take the grant ${safeText(id)} away?`);
  await http.json({ method: 'DELETE', path: `/api/admin/grants/${encodeURIComponent(id)}` });
  return { data: { id, removed: true }, text: [`The grant ${safeText(id)} is gone.`] };
};
