import type { Outcome } from '../command.ts';
import { badUsage } from '../errors.ts';
import type { Input } from '../input.ts';
import { followJob, jobFailure, noteEvent } from '../jobs.ts';
import type { JsonObject } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { safeText } from '../terminal/safe-text.ts';
import { type Ask, askBody } from './ask.ts';

const path = '/api/query/jobs';

/** Where a query in the background is on the server. */
export const queryJobPath = (id: string): string => `${path}/${encodeURIComponent(id)}`;

/** One query in the background. */
export const queryJobOf = async (session: Session, id: string): Promise<JsonObject> =>
  (await session.http()).object({ path: queryJobPath(id) });

/** Sends a statement to the server and answers with the id under which it runs there. */
export const submitQuery = async (ask: Ask, input: Input, session: Session): Promise<Outcome> => {
  const other = ['local', 'output', 'format'].find(
    (name) => input.on(name) || input.text(name) !== undefined,
  );
  if (other !== undefined) {
    throw badUsage({
      reason: `--async and --${other} exclude each other: the answer is an id, not rows.`,
      hint: 'Give --format and --output to: agnes query-jobs result <id> --wait',
    });
  }
  const http = await session.http();
  const body = { ...askBody(ask), ...(input.on('raw-csv') && { csv_raw: true }) };
  const data = await http.object({ method: 'POST', path, body });
  const id = safeText(String(data['job_id']));
  return { data, text: [id, `Get its rows with: agnes query-jobs result ${id} --wait`] };
};

/** Waits for the end of a query in the background and tells on stderr how far it is. Throws when it has no result. */
export const untilOver = async (session: Session, id: string): Promise<void> => {
  const { queue_position: place } = await queryJobOf(session, id);
  if (typeof place === 'number') session.out.note(`queued, place ${place}`);
  const failure = jobFailure(await followJob(session, id, noteEvent));
  if (failure) throw failure;
};
