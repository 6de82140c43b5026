import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { queryOf } from '../../../memory/query.ts';
import { cellText } from '../../../terminal/text-table.ts';

const fields = {
  axis: 'axis',
  status: 'status_filter',
  'source-type': 'source_type',
  audience: 'audience',
  search: 'q',
  page: 'page',
  'per-page': 'per_page',
};

/** Items by what they have in common. */
export const run: Run = async (input, session) => {
  const query = queryOf(input, fields);
  if (input.on('personal')) query.set('exclude_personal', 'false');
  if (input.on('has-duplicate')) query.set('has_duplicate', 'true');
  const answer = await (await session.http()).object({ path: `/api/memory/tree?${query}` });
  const text = objectsOf(answer['groups']).flatMap(({ label, count, items }) => [
    `${cellText(label)} (${cellText(count)})`,
    ...objectsOf(items).map(
      (one) => `  ${cellText(one['id'])}  ${cellText(one['status'])}  ${cellText(one['title'])}`,
    ),
  ]);
  return { data: answer, text };
};
