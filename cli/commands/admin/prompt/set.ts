import { givenTemplate, templatePath } from '../../../admin/prompt-template.ts';
import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';

/** Writes the template of a prompt, which the server checks first. */
export const run: Run = async (input, session) => {
  const path = templatePath(input);
  const content = await givenTemplate(input, session.world);
  if (content === undefined) {
    const hint = 'Example: agnes admin prompt set workspace CLAUDE.template';
    throw badUsage({ reason: 'No template was given.', hint });
  }
  const data = await (await session.http()).object({ method: 'PUT', path, body: { content } });
  return { data, text: ['The template is saved; whoever asks from now on gets it.'] };
};
