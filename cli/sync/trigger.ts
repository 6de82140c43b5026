import type { Outcome } from '../command.ts';
import type { Input } from '../input.ts';
import { followJob, jobFailure, jobLines } from '../jobs.ts';
import { textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { safeText } from '../terminal/safe-text.ts';

/** Has the server read its sources again; with `--wait` the outcome is that of the job. */
export const triggerSync = async (input: Input, session: Session): Promise<Outcome> => {
  const http = await session.http();
  const data = await http.object({
    method: 'POST',
    path: '/api/sync/trigger',
    body: wantedIn(input),
  });
  const id = textOf(data['job_id']);
  if (!input.on('wait') || id === undefined) {
    const words = textOf(data['message']) ?? 'The server reads its sources again.';
    return {
      data,
      text: [
        safeText(words),
        ...(id === undefined ? [] : [`Follow it with: agnes jobs watch ${safeText(id)}`]),
      ],
    };
  }
  const job = await followJob(session, id);
  const failure = jobFailure(job);
  return { data: { ...data, job }, text: jobLines(job), ...(failure && { failure }) };
};

const wantedIn = (input: Input) => {
  const tables = input.texts('table');
  return {
    ...(tables.length > 0 && { tables }),
    ...input.fields({ connection: 'source' }),
    ...(input.on('force') && { force: true }),
    ...(input.on('accept-schema') && { accept_schema: true }),
  };
};
