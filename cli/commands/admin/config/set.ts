import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';
import type { Input } from '../../../input.ts';
import { type JsonObject, readJson } from '../../../json/values.ts';
import { confirmAlways, readSecret } from '../../../terminal/prompt.ts';
import { safeText } from '../../../terminal/safe-text.ts';
import type { World } from '../../../world.ts';

const path = '/api/admin/server-config';

/** Changes one setting. The server checks it as its next start would. */
export const run: Run = async (input, session) => {
  const [key = '', given] = input.args;
  const http = await session.http();
  const { danger_sections, secret_key_patterns } = await http.object({ path });
  if (given !== undefined) checkShown(key, secret_key_patterns);
  const value = await wantedValue(input, session.world);
  const [section = '', ...rest] = key.split('.');
  const isDangerous = Array.isArray(danger_sections) && danger_sections.includes(section);
  if (isDangerous) {
    await confirmAlways(session, `A mistake in ${safeText(section)} can lock people out. Change it?`);
  }
  const patch = rest.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
  const data = await http.object({
    method: 'POST',
    path,
    body: { sections: { [section]: patch }, confirm_danger: isDangerous },
  });
  return { data, text: [wordsFor(key, data)] };
};

const wordsFor = (key: string, { diff_count, restart_required }: JsonObject): string => {
  if (diff_count === 0) return `${safeText(key)} is as it was.`;
  return `${safeText(key)} is saved${restart_required === true ? '; it takes effect at the next start' : ''}.`;
};

/** Arguments are seen by everybody on the machine. */
const checkShown = (key: string, patterns: unknown): void => {
  const words = Array.isArray(patterns) ? patterns.map(String) : [];
  const last = key.split('.').at(-1)?.toLowerCase() ?? '';
  if (!words.some((word) => last.includes(word))) return;
  throw badUsage({
    reason: `${key} is a secret, and arguments are no place for one.`,
    hint: `Leave the value out and type it, or pipe it in: agnes admin config set ${key} < secret.txt`,
  });
};

/** JSON where it is JSON, else the text itself. */
const wantedValue = async (input: Input, world: World): Promise<unknown> => {
  if (input.on('unset')) return null;
  const [key = '', given] = input.args;
  const text =
    given ??
    (await readSecret(world, {
      question: 'Value',
      option: 'it on stdin',
      fromStdin: !world.stdin.isTTY,
      example: `agnes admin config set ${key} < value.txt`,
    }));
  const parsed = given === undefined ? undefined : readJson(text);
  return parsed ?? text;
};
