import type { Run } from '../../../command.ts';
import { listItems } from '../../../memory/list.ts';
import { listFields, queryOf } from '../../../memory/query.ts';

/** Items of the corporate memory, whatever became of them. */
export const run: Run = (input, session) => {
  const query = queryOf(input, listFields);
  if (input.on('personal')) query.set('exclude_personal', 'false');
  return listItems(session, query);
};
