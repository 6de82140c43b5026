import { sessionTable } from '../../admin/session-table.ts';
import type { Run } from '../../command.ts';
import { objectsOf } from '../../json/values.ts';

/** Where the caller is signed in. */
export const run: Run = async (_input, session) => {
  const sessions = objectsOf(await (await session.http()).json({ path: '/auth/sessions' }));
  return { data: { sessions }, text: sessionTable(sessions, session.out.width) };
};
