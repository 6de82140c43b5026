import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** The chain behind a decision, one step a line; the last is the decision itself. */
export const run: Run = async (input, session) => {
  const [user = '', type = '', id = ''] = input.args;
  const query = new URLSearchParams({ user, type, id });
  const data = await (await session.http()).object({ path: `/api/admin/access/explain?${query}` });
  const text = objectsOf(data['steps']).map(
    ({ ok, text: step }) => `${ok === true ? 'yes' : 'no '}  ${cellText(step)}`,
  );
  return { data, text };
};
