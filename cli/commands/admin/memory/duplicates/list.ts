import type { Run } from '../../../../command.ts';
import { numberOf, objectOf, objectsOf } from '../../../../json/values.ts';
import { textTable } from '../../../../terminal/text-table.ts';

const columns = ['a', 'b', 'alike', 'title of a', 'title of b', 'resolution'].map((title) => ({ title }));

/** Items that may say the same. */
export const run: Run = async (input, session) => {
  const query = new URLSearchParams({
    ...(!input.on('all') && { resolved: 'false' }),
    ...(input.on('personal') && { exclude_personal: 'false' }),
    limit: String(input.integer('limit', { min: 1, max: 500 }) ?? 100),
  });
  const http = await session.http();
  const answer = await http.object({ path: `/api/memory/admin/duplicate-candidates?${query}` });
  const rows = objectsOf(answer['relations']).map((one) => [
    ...[one['item_a_id'], one['item_b_id'], `${Math.round((numberOf(one['score']) ?? 0) * 100)} %`],
    ...[objectOf(one['item_a'])['title'], objectOf(one['item_b'])['title'], one['resolution']],
  ]);
  return { data: answer, text: textTable(columns, rows, session.out.width) };
};
