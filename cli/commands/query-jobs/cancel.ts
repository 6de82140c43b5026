import type { Run } from '../../command.ts';
import { queryJobPath } from '../../query/background.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Stops a query in the background; of one that is over the result is deleted. */
export const run: Run = async (input, session) => {
  const [id = ''] = input.args;
  const http = await session.http();
  const { status = 'deleted' } = await http.object({ method: 'DELETE', path: queryJobPath(id) });
  const shown = safeText(id);
  const text =
    status === 'cancelling'
      ? `Query ${shown} is being cancelled.`
      : `The result of query ${shown} is deleted.`;
  return { data: { job_id: id, status }, text: [text] };
};
