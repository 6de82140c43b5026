import type { Run } from '../../command.ts';
import { objectsOf } from '../../json/values.ts';
import { textTable } from '../../terminal/text-table.ts';

const columns = ['device', 'linked', 'last used', 'ends', 'id'].map((title) => ({ title }));

/** Devices that are linked to the caller. */
export const run: Run = async (_input, session) => {
  const links = objectsOf((await (await session.http()).object({ path: '/api/desktop/links' }))['links']);
  const rows = links.map((link) => [
    link['device_name'],
    link['created_at'],
    link['last_used_at'] ?? 'never',
    link['expires_at'],
    link['jti'],
  ]);
  return { data: { links }, text: textTable(columns, rows, session.out.width) };
};
