import type { Run } from '../../../command.ts';
import { marketplacePath } from '../../../marketplaces/path.ts';
import { confirm } from '../../../terminal/prompt.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Removes a marketplace with its token, its plugins, and what was granted of them. */
export const run: Run = async (input, session) => {
  const [slug = ''] = input.args;
  const http = await session.http();
  await confirm(session, `Remove the marketplace ${cellText(slug)} with its plugins and their grants?`);
  const purge = input.on('purge');
  await http.json({ method: 'DELETE', path: `${marketplacePath(slug)}${purge ? '?purge=true' : ''}` });
  return {
    data: { marketplace: slug, removed: true, purged: purge },
    text: [`${cellText(slug)} is removed.`],
  };
};
