import { templatePath } from '../../../admin/prompt-template.ts';
import type { Run } from '../../../command.ts';
import { textOf } from '../../../json/values.ts';
import { safeLines } from '../../../terminal/safe-text.ts';

/** The template of a prompt, as a file that may be changed and set again. */
export const run: Run = async (input, session) => {
  const path = templatePath(input);
  const data = await (await session.http()).object({ path });
  const written = textOf(data['content']);
  const isBuiltIn = input.on('default') || written === undefined;
  const at = textOf(data['updated_at']);
  session.out.note(isBuiltIn ? 'This is the built-in template.' : `Written ${at ?? ''}.`);
  const text = (isBuiltIn ? textOf(data['default']) : written) ?? '';
  return { data, text: [safeLines(text).trimEnd()] };
};
