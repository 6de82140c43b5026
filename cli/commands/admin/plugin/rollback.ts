import type { Run } from '../../../command.ts';
import { followChange } from '../../../plugins/change.ts';
import { generationIn } from '../../../plugins/path.ts';
import { confirm } from '../../../terminal/prompt.ts';

/** Goes back to an older generation, the parent when none is named. */
export const run: Run = async (input, session) => {
  const [given] = input.args;
  const to = given === undefined ? undefined : generationIn(given);
  const where = to === undefined ? 'the generation before' : `generation ${to}`;
  await confirm(session, `Go back to ${where}: code, settings and capabilities of every plugin?`);
  const body = to === undefined ? {} : { to_generation: to };
  const http = await session.http();
  return followChange(
    session,
    await http.object({ method: 'POST', path: '/api/admin/plugins/rollback', body }),
  );
};
