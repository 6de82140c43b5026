import type { Run } from '../../command.ts';
import { jobPath } from '../../jobs.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Asks the server to stop a job; a waiting one ends at once. */
export const run: Run = async (input, session) => {
  const [id = ''] = input.args;
  const http = await session.http();
  const data = await http.object({ method: 'POST', path: `${jobPath(id)}/cancel` });
  return {
    data,
    text: [`Job ${safeText(id)} is being cancelled. Follow it with: agnes jobs watch ${safeText(id)}`],
  };
};
