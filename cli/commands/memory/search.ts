import type { Run } from '../../command.ts';
import { listItems } from '../../memory/list.ts';
import { listFields, queryOf } from '../../memory/query.ts';

/** Items in which words are found, with what they say. */
export const run: Run = (input, session) => {
  const query = queryOf(input, listFields);
  query.set('search', input.args[0] ?? '');
  return listItems(session, query, 'texts');
};
