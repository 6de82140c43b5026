import type { Run } from '../../command.ts';
import { findSaved, savedPath } from '../../query/saved.ts';
import { confirm } from '../../terminal/prompt.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Deletes one of the caller's saved queries. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const saved = await findSaved(http, input.args[0] ?? '');
  const name = safeText(String(saved['name']));
  await confirm(session, `Delete the saved query ${name}?`);
  await http.json({ method: 'DELETE', path: savedPath(saved) });
  return { data: { id: saved['id'], deleted: true }, text: [`${name} is deleted.`] };
};
