import { givenTemplate, templatePath } from '../../../admin/prompt-template.ts';
import type { Run } from '../../../command.ts';
import { textOf } from '../../../json/values.ts';
import { safeLines } from '../../../terminal/safe-text.ts';

/** What a template would become for somebody; nothing is saved. */
export const run: Run = async (input, session) => {
  const path = templatePath(input);
  const http = await session.http();
  const given = input.args[1] === undefined ? undefined : await givenTemplate(input, session.world);
  const now = given === undefined ? await http.object({ path }) : {};
  const content = given ?? textOf(now['content']) ?? textOf(now['default']);
  const user = input.text('user');
  const body = { content, ...(user !== undefined && { user }) };
  const data = await http.object({ method: 'POST', path: `${path}/preview`, body });
  return { data, text: [safeLines(textOf(data['content']) ?? '').trimEnd()] };
};
