import { isPlatformError } from '@agnes/sdk/errors';
import type { JsonObject } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { ask } from '../terminal/prompt.ts';
import { cellText } from '../terminal/text-table.ts';
import { type Setting, settingValue } from './settings-schema.ts';

/** Asks for every setting on the terminal; answers those that become others, `null` for back to the default. */
export const askSettings = async (session: Session, settings: readonly Setting[]): Promise<JsonObject> => {
  session.out.say('Enter keeps a value, - takes it back to its default.');
  const changed: Record<string, unknown> = {};
  for (const setting of settings) {
    const value = await askOne(session, setting);
    if (value !== undefined) changed[setting.key] = value;
  }
  return changed;
};

/** The new value; nothing when it stays. What cannot be one is said, and asked for again. */
const askOne = async ({ out, world }: Session, setting: Setting): Promise<unknown> => {
  const { key, title, description, choices } = setting;
  out.say('');
  if (description !== '') out.say(`  ${cellText(description)}`);
  if (choices.length > 0) out.say(`  One of: ${choices.map(cellText).join(', ')}`);
  const question = `${cellText(title)}${hintOf(setting)}`;
  for (;;) {
    const { fault, value } = answerIn(await ask(world, { question, option: `--set ${key}=value` }), setting);
    if (fault === undefined) return value;
    out.say(`  ${fault}`);
  }
};

const hintOf = ({ isSecret, current }: Setting): string => {
  if (isSecret) return current ? ' (name of the secret) [set, not shown]' : ' (name of the secret)';
  return current === undefined || current === null ? '' : ` [${cellText(current)}]`;
};

interface Answer {
  /** Absent: it stays as it is. */
  readonly value?: unknown;
  /** Why it is no answer. */
  readonly fault?: string;
}

const answerIn = (text: string, setting: Setting): Answer => {
  const { isRequired, current } = setting;
  if (text === '') return isRequired && (current ?? null) === null ? { fault: 'It cannot be left out.' } : {};
  if (text === '-') return { value: null };
  try {
    return { value: settingValue(text, setting) };
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    return { fault: error.message };
  }
};
