import type { Run } from '../command.ts';
import { cellText } from '../terminal/text-table.ts';
import { pluginPath } from './path.ts';

/** Longest a new generation is tried and watched. */
const seconds = 120;

/** Switches a plugin on or off. */
export const switchPlugin =
  (action: 'enable' | 'disable'): Run =>
  async (input, session) => {
    const [id = ''] = input.args;
    const path = `${pluginPath(id)}/${action}`;
    session.out.note('The change is tried and watched for some seconds.');
    const data = await (await session.http()).object({ method: 'POST', path, seconds });
    const { state, generation } = data;
    return { data, text: [`${cellText(id)} is ${cellText(state)} (generation ${cellText(generation)}).`] };
  };
