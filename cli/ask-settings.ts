import { isPlatformError } from '@agnes/sdk/errors';
import type { JsonObject } from './json-values.ts';
import { ask } from './prompt.ts';
import type { Session } from './session.ts';
import { type Setting, settingValue } from './settings-schema.ts';
import { cellText } from './text-table.ts';

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
const askOne = async (session: Session, setting: Setting): Promise<unknown> => {
  const { title, description, choices, isRequired, current } = setting;
  session.out.say('');
  if (description !== '') session.out.say(`  ${cellText(description)}`);
  if (choices.length > 0) session.out.say(`  One of: ${choices.map(cellText).join(', ')}`);
  for (;;) {
    const question = `${cellText(title)}${hintOf(setting)}`;
    const text = await ask(session.world, { question, option: `--set ${setting.key}=value` });
    if (text === '' && isRequired && (current === undefined || current === null)) {
      session.out.say('  It cannot be left out.');
      continue;
    }
    if (text === '') return undefined;
    if (text === '-') return null;
    const value = valueIn(text, setting, session);
    if (value !== undefined) return value;
  }
};

const hintOf = ({ isSecret, current }: Setting): string => {
  if (isSecret) return current ? ' (name of the secret) [set, not shown]' : ' (name of the secret)';
  return current === undefined || current === null ? '' : ` [${cellText(current)}]`;
};

const valueIn = (text: string, setting: Setting, { out }: Session): unknown => {
  try {
    return settingValue(text, setting);
  } catch (error) {
    if (!isPlatformError(error)) throw error;
    out.say(`  ${error.message}`);
    return undefined;
  }
};
