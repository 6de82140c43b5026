import { accessTable } from '../../admin/access-table.ts';
import type { Run } from '../../command.ts';

/** What the caller may use by grants, and through which groups. */
export const run: Run = async (_input, session) => {
  const access = await (await session.http()).object({ path: '/api/me/effective-access' });
  if (access['is_admin'] === true)
    session.out.note('You are an administrator and may use everything; these are explicit grants.');
  return { data: access, text: accessTable(access, session.out.width) };
};
