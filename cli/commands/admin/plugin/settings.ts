import type { Run } from '../../../command.ts';
import { answerMissing, badUsage } from '../../../errors.ts';
import type { Input } from '../../../input.ts';
import type { JsonObject } from '../../../json/values.ts';
import { askSettings } from '../../../plugins/ask-settings.ts';
import { planAndApply } from '../../../plugins/change.ts';
import { pluginPath } from '../../../plugins/path.ts';
import { type Setting, settingsIn, settingValue } from '../../../plugins/settings-schema.ts';
import type { Session } from '../../../session/session.ts';
import { safeText } from '../../../terminal/safe-text.ts';

/** Changes the settings of a plugin, as a generation of its own: they are planned, shown masked, and tried. */
export const run: Run = async (input, session) => {
  const [id = ''] = input.args;
  const plugin = await (await session.http()).object({ path: pluginPath(id) });
  const settings = settingsIn(plugin);
  if (settings.length === 0) return { data: { changed: [] }, text: [`${safeText(id)} has no settings.`] };
  const changed = await changesOf(input, session, settings);
  if (Object.keys(changed).length === 0)
    return { data: { changed: [] }, text: [`${safeText(id)} is as it was.`] };
  const { data, ...outcome } = await planAndApply(session, { config: { [id]: changed } });
  return { ...outcome, data: { changed: Object.keys(changed), ...data } };
};

const changesOf = async (
  input: Input,
  session: Session,
  settings: readonly Setting[],
): Promise<JsonObject> => {
  const [sets, unsets] = [input.texts('set'), input.texts('unset')];
  if (sets.length + unsets.length > 0)
    return Object.fromEntries([
      ...sets.map((text) => givenIn(text, settings)),
      ...unsets.map((key) => [settingOf(key, settings).key, null] as const),
    ]);
  if (session.world.stdin.isTTY) return askSettings(session, settings);
  throw answerMissing({ question: 'What to change', option: '--set key=value' });
};

const givenIn = (text: string, settings: readonly Setting[]): readonly [string, unknown] => {
  const at = text.indexOf('=');
  if (at < 1)
    throw badUsage({ reason: `--set takes key=value, not "${text}".`, hint: 'Example: --set days=30' });
  const setting = settingOf(text.slice(0, at), settings);
  return [setting.key, settingValue(text.slice(at + 1), setting)];
};

const settingOf = (key: string, settings: readonly Setting[]): Setting => {
  const found = settings.find((setting) => setting.key === key);
  if (found) return found;
  throw badUsage({
    reason: `There is no setting "${key}".`,
    hint: `Settings: ${settings.map((setting) => setting.key).join(', ')}`,
  });
};
