import { sourcePath } from '../../../admin/source-settings.ts';
import type { Run } from '../../../command.ts';
import { confirm } from '../../../terminal/prompt.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Removes a connection; with `--force` together with its tables. */
export const run: Run = async (input, session) => {
  const [slug = ''] = input.args;
  const force = input.on('force');
  const http = await session.http();
  const along = force ? ' with its tables and their grants' : '';
  await confirm(session, `Remove the source ${cellText(slug)}${along}?`);
  await http.json({ method: 'DELETE', path: `${sourcePath(slug)}${force ? '?force=true' : ''}` });
  return { data: { source: slug, removed: true }, text: [`${cellText(slug)} is removed.`] };
};
