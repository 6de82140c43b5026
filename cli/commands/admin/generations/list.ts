import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

const columns = [
  { title: '' },
  { title: 'number', align: 'right' },
  { title: 'parent', align: 'right' },
  { title: 'made' },
  { title: 'tables', align: 'right' },
  { title: 'changed', align: 'right' },
  { title: 'removed', align: 'right' },
  { title: 'failed', align: 'right' },
] as const;

/** The generations of the published data, newest first. */
export const run: Run = async (input, session) => {
  const limit = input.integer('limit', { min: 1, max: 500 }) ?? 50;
  const data = await (await session.http()).object({ path: `/api/admin/generations?limit=${limit}` });
  const rows = objectsOf(data['generations']).map((one) => [
    one['number'] === data['current'] ? '*' : '',
    one['number'],
    one['parent'],
    one['created_at'],
    one['tables'],
    one['changed'],
    one['removed'],
    one['failed'],
  ]);
  if (data['next_cursor'] !== null) session.out.note(`There are more than ${limit}; raise --limit.`);
  return { data, text: textTable(columns, rows, session.out.width) };
};
