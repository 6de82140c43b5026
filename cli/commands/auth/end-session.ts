import type { Run } from '../../command.ts';
import { confirm } from '../../terminal/prompt.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Ends one of the caller's sessions. */
export const run: Run = async (input, session) => {
  const [id = ''] = input.args;
  const http = await session.http();
  await confirm(session, `End the session ${safeText(id)}?`);
  await http.json({ method: 'DELETE', path: `/auth/sessions/${encodeURIComponent(id)}` });
  return { data: { id, ended: true }, text: [`The session ${safeText(id)} is over.`] };
};
