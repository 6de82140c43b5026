import { settingsOf, sourcePath } from '../../../admin/source-settings.ts';
import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';
import type { Input } from '../../../input.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Changes a connection. Settings are laid upon those that are there. */
export const run: Run = async (input, session) => {
  const [slug = ''] = input.args;
  const [title, config] = [input.text('title'), input.text('config')];
  const secrets = secretsOf(input);
  const body = {
    ...(title !== undefined && { title }),
    ...(config !== undefined && { config: await settingsOf(config, session.world) }),
    ...(secrets && { secrets }),
    ...(input.on('enable') && { enabled: true }),
    ...(input.on('disable') && { enabled: false }),
    ...(input.on('default') && { is_default: true }),
  };
  if (Object.keys(body).length === 0) {
    const hint = 'Example: agnes admin source edit sales --title "Sales"';
    throw badUsage({ reason: 'Nothing is to be changed.', hint });
  }
  const http = await session.http();
  const data = await http.object({ method: 'PATCH', path: sourcePath(slug), body });
  return { data, text: [`${cellText(data['slug'] ?? slug)} is changed.`] };
};

const secretsOf = (input: Input): Readonly<Record<string, string>> | undefined => {
  const given = input.texts('secret').map((text) => text.split('='));
  const bad = given.find((parts) => parts.length !== 2 || parts.includes(''));
  if (bad) {
    throw badUsage({
      reason: `"${bad[0]}" is not given as NAME=VARIABLE.`,
      hint: 'Example: --secret token=CRM_TOKEN, where the variable of the server holds the secret.',
    });
  }
  return given.length > 0 ? Object.fromEntries(given) : undefined;
};
