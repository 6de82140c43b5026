import type { Run } from '../../../command.ts';
import { objectOf, objectsOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

const columns = ['id', 'severity', 'a', 'b', 'resolution', 'explanation'].map((title) => ({ title }));

/** Items that cannot both hold. */
export const run: Run = async (input, session) => {
  const query = new URLSearchParams({
    ...(!input.on('all') && { resolved: 'false' }),
    ...(input.on('personal') && { exclude_personal: 'false' }),
  });
  const answer = await (await session.http()).object({ path: `/api/memory/admin/contradictions?${query}` });
  const rows = objectsOf(answer['contradictions']).map((one) => [
    ...[one['id'], one['severity'], sideText(one['item_a']), sideText(one['item_b'])],
    ...[one['resolution'], one['explanation']],
  ]);
  return { data: answer, text: textTable(columns, rows, session.out.width) };
};

const sideText = (value: unknown): unknown => {
  const { id, title } = objectOf(value);
  return title ?? id;
};
