import type { Run } from '../../command.ts';
import { nothingThere } from '../../instance/errors.ts';
import { followJob, jobFailure, jobLines } from '../../jobs.ts';
import { objectsOf, textOf } from '../../json/values.ts';

/** Has the server read its sources, follows that, and says what can be asked now. */
export const run: Run = async (_input, session) => {
  const http = await session.http();
  const registered = objectsOf((await http.object({ path: '/api/admin/registry' }))['tables']);
  if (registered.length === 0) {
    throw nothingThere({ what: 'registered table', hint: 'Example: agnes admin discover-and-register' });
  }
  const started = await http.object({ method: 'POST', path: '/api/sync/trigger', body: {} });
  const job = await followJob(session, textOf(started['job_id']) ?? '');
  const failure = jobFailure(job);
  return {
    data: { tables: registered.length, job },
    text: [...jobLines(job), ...(failure ? [] : ['Ask it something with: agnes setup, then agnes query'])],
    ...(failure && { failure }),
  };
};
