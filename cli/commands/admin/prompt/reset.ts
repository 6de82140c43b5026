import { templatePath } from '../../../admin/prompt-template.ts';
import type { Run } from '../../../command.ts';
import { confirm } from '../../../terminal/prompt.ts';

/** Forgets what was written in place of a built-in template. */
export const run: Run = async (input, session) => {
  const path = templatePath(input);
  await confirm(session, `Forget the template of the prompt "${input.args[0] ?? ''}"?`);
  await (await session.http()).json({ method: 'DELETE', path });
  return { data: { status: 'reset' }, text: ['The built-in template counts again.'] };
};
