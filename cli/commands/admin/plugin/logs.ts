import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { pluginPath } from '../../../plugins/path.ts';
import { textTable } from '../../../terminal/text-table.ts';

const columns = ['when', 'level', 'during', 'message'].map((title) => ({ title }));

/** What a plugin said, newest first. */
export const run: Run = async (input, session) => {
  const limit = input.integer('limit', { min: 1, max: 1000 }) ?? 200;
  const query = new URLSearchParams({ limit: String(limit), level: input.text('level') ?? 'info' });
  const data = await (await session.http()).object({
    path: `${pluginPath(input.args[0] ?? '')}/logs?${query}`,
  });
  const rows = objectsOf(data['lines']).map((line) => [
    line['at'],
    line['level'],
    line['during'],
    line['message'],
  ]);
  return { data, text: textTable(columns, rows, session.out.width) };
};
