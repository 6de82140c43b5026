import type { Run } from '../../command.ts';
import { listItems } from '../../memory/list.ts';
import { listFields, queryOf } from '../../memory/query.ts';

/** What the company knows, as far as it is meant for the caller. */
export const run: Run = (input, session) => listItems(session, queryOf(input, listFields));
