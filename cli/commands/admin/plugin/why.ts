import type { Run } from '../../../command.ts';
import { objectsOf, textOf } from '../../../json/values.ts';
import { pluginPath } from '../../../plugins/path.ts';
import { cellText } from '../../../terminal/text-table.ts';

/** Why a plugin is in its state. */
export const run: Run = async (input, session) => {
  const [id = ''] = input.args;
  const data = await (await session.http()).object({ path: `${pluginPath(id)}/why` });
  const { state, since, reason, owner, next_action: next } = data;
  const when = textOf(since) ? ` since ${cellText(since)}` : '';
  return {
    data,
    text: [
      `${cellText(id)} is ${cellText(state)}${when}; decided by ${cellText(owner)}.`,
      ...(textOf(reason) ? [cellText(reason)] : []),
      ...objectsOf(data['because']).map(({ fact, source }) => `- ${cellText(fact)} [${cellText(source)}]`),
      ...(textOf(next) ? [`Next: ${cellText(next)}`] : []),
    ],
  };
};
