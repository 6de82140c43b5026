import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import type { KitCheck } from './kit.ts';
import type { OpenPlugin } from './open-plugin.ts';

const longest = 1024;
/** Characters that people do not see and assistants read. */
const hidden = /[\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/u;

/** L1 of skills: what an assistant finds them by. */
export const skillChecks = ({ folder, manifest }: OpenPlugin): readonly KitCheck[] =>
  (manifest.contributes.skills ?? []).map(({ path }) => ({
    level: 'L1',
    title: `the skill ${path} has a name, a description and no hidden characters`,
    run: async () => faultsOf(basename(path), await readFile(join(folder, path, 'SKILL.md'), 'utf8')),
  }));

const faultsOf = (wanted: string, text: string): readonly string[] => {
  const [, head] = /^---\n([\s\S]*?)\n---\n/.exec(text) ?? [];
  if (head === undefined) return ['SKILL.md does not begin with fields between two lines "---"'];
  const { name, description } = fieldsOf(head);
  const isDescribed = typeof description === 'string' && description !== '' && description.length <= longest;
  return [
    ...(name === wanted ? [] : [`its name is ${JSON.stringify(name)}, not "${wanted}" as its folder`]),
    ...(isDescribed ? [] : [`its description is no text of at most ${longest} characters`]),
    ...(hidden.test(text) ? ['it holds characters that nobody sees'] : []),
  ];
};

const fieldsOf = (head: string): { readonly name?: unknown; readonly description?: unknown } => {
  try {
    return Object(parse(head));
  } catch {
    // Fields that cannot be read are not there.
    return {};
  }
};
