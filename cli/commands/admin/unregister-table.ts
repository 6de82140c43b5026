import type { Run } from '../../command.ts';
import { confirm } from '../../terminal/prompt.ts';
import { cellText } from '../../terminal/text-table.ts';

/** Removes a table from the registry, and with it from every reader. */
export const run: Run = async (input, session) => {
  const [table = ''] = input.args;
  const http = await session.http();
  await confirm(session, `Unregister ${cellText(table)} with its grants, profile and history?`);
  await http.json({ method: 'DELETE', path: `/api/admin/registry/${encodeURIComponent(table)}` });
  return { data: { table, removed: true }, text: [`${cellText(table)} is not registered any more.`] };
};
