import type { Outcome, Run } from '../../command.ts';
import { formatOf, shownAnswer } from '../../query/answer-format.ts';
import { queryJobPath, untilOver } from '../../query/background.ts';
import type { Format } from '../../query/form.ts';
import { answerFrom } from '../../query/remote.ts';
import { isServerForm, passBytes, type ServerForm } from '../../query/server-form.ts';
import type { Session } from '../../session/session.ts';

const mostRows = 1_000_000;
const patienceSeconds = 300;

/** The rows of a query in the background. */
export const run: Run = async (input, session) => {
  const [id = ''] = input.args;
  const format = formatOf(input, session);
  const page = new URLSearchParams();
  for (const [name, min] of [
    ['offset', 0],
    ['limit', 1],
  ] as const) {
    const max = name === 'limit' ? mostRows : Number.MAX_SAFE_INTEGER;
    const count = input.integer(name, { min, max });
    if (count !== undefined) page.set(name, String(count));
  }
  if (input.on('wait')) await untilOver(session, id);
  const file = input.text('output');
  if (isServerForm(format) || (format === 'csv' && file !== undefined))
    return passed(id, { format, page, file }, session);
  return rowsOf(id, { format, page, file }, session);
};

interface Wanted<F> {
  readonly format: F;
  readonly page: URLSearchParams;
  readonly file: string | undefined;
}

/** As the server sends them, however many they are. */
const passed = async (
  id: string,
  { format, page, file }: Wanted<ServerForm | 'csv'>,
  session: Session,
): Promise<Outcome> => {
  page.set('format', format);
  const call = { path: `${queryJobPath(id)}/result?${page}` };
  return await passBytes({ ...call, form: format, file, cut: 'There are more rows than these.' }, session);
};

const rowsOf = async (
  id: string,
  { format, page, file }: Wanted<Format>,
  session: Session,
): Promise<Outcome> => {
  page.set('format', 'json');
  const path = `${queryJobPath(id)}/result?${page}`;
  const answer = answerFrom(await (await session.http()).object({ path, seconds: patienceSeconds }), path);
  if (answer.truncated) session.out.say('There are more rows than these.');
  return shownAnswer(answer, { format, file, rawCsv: false }, session);
};
