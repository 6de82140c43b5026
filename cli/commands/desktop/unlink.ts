import type { Run } from '../../command.ts';
import { confirm } from '../../terminal/prompt.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Ends the link of one device. */
export const run: Run = async (input, session) => {
  const [id = ''] = input.args;
  const http = await session.http();
  await confirm(session, `Unlink the device ${safeText(id)}?`);
  await http.json({ method: 'DELETE', path: `/api/desktop/link/${encodeURIComponent(id)}` });
  return { data: { id, unlinked: true }, text: [`The device ${safeText(id)} is no longer linked.`] };
};
