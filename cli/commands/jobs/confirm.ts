import type { Run } from '../../command.ts';
import { jobOf, jobPath } from '../../jobs.ts';
import { objectOf, textOf } from '../../json/values.ts';
import { confirm } from '../../terminal/prompt.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Answers what a job asks. A person at a terminal is shown the question before a yes is sent. */
export const run: Run = async (input, session) => {
  const [id = ''] = input.args;
  const accept = !input.on('decline');
  const http = await session.http();
  if (accept) {
    const question = textOf(objectOf((await jobOf(http, id))['confirm'])['question']);
    if (question !== undefined) await confirm(session, safeText(question));
  }
  const data = await http.object({ method: 'POST', path: `${jobPath(id)}/confirm`, body: { accept } });
  const shown = safeText(id);
  const text = accept
    ? [`Job ${shown} goes on. Follow it with: agnes jobs watch ${shown}`]
    : [`Job ${shown} has ended; nothing of it is published.`];
  return { data, text };
};
