import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { cellText, textTable } from '../../../terminal/text-table.ts';

/** The marketplaces, in the order they were registered. Tokens are told of, never shown. */
export const run: Run = async (_input, session) => {
  const marketplaces = objectsOf(await (await session.http()).json({ path: '/api/marketplaces' }));
  const rows = marketplaces.map((one) => [
    one['id'],
    one['state'],
    one['plugin_count'],
    one['problems'],
    cellText(one['last_commit_sha']).slice(0, 12),
    one['pin'] ?? one['branch'],
    one['last_synced_at'],
    one['url'],
    one['last_error'],
  ]);
  const titles = [
    'slug',
    'state',
    'plugins',
    'problems',
    'commit',
    'pin or branch',
    'synced',
    'url',
    'error',
  ];
  const columns = titles.map((title) => ({ title }));
  return { data: { marketplaces }, text: textTable(columns, rows, session.out.width) };
};
