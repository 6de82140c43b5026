import { settingsOf } from '../../../admin/source-settings.ts';
import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Adds a connection. Its settings are checked by the server, against the connector's own schema. */
export const run: Run = async (input, session) => {
  const [slug = ''] = input.args;
  const type = input.text('type');
  if (type === undefined) {
    throw badUsage({
      reason: '--type is missing.',
      hint: 'Example: agnes admin source add sales --type files',
    });
  }
  const title = input.text('title') ?? slug;
  const config = await settingsOf(input.text('config') ?? '{}', session.world);
  const http = await session.http();
  const data = await http.object({
    method: 'POST',
    path: '/api/admin/sources',
    body: { slug, type, title, config },
  });
  return {
    data,
    text: [
      `${cellText(data['slug'] ?? slug)} is added. Try it with: agnes admin source test ${cellText(slug)}`,
    ],
  };
};
