import { join } from 'node:path';
import type { Committed } from '../../support/git-repository.ts';
import { marketplaceOf } from '../../support/marketplace-repository.ts';

/** The files of a marketplace with these plugins, each a skill and whatever else it is given. */
export const catalogOf = (
  plugins: Readonly<Record<string, { readonly version?: string; readonly files?: readonly Committed[] }>>,
  more: object = {},
): readonly Committed[] => [
  marketplaceOf(
    Object.keys(plugins).map((name) => ({ name, source: `./${name}`, description: `About ${name}.` })),
    more,
  ),
  ...Object.entries(plugins).flatMap(([name, { version = '1.0.0', files = [] }]) => [
    { path: `${name}/.claude-plugin/plugin.json`, content: JSON.stringify({ name, version }) },
    skill(name, 'Do it.'),
    ...files.map((file) => ({ ...file, path: join(name, file.path) })),
  ]),
];

/** A skill with this text. */
const skill = (name: string, text: string): Committed => ({
  path: `${name}/skills/${name}/SKILL.md`,
  content: `---\nname: ${name}\ndescription: What ${name} does.\n---\n${text}\n`,
});
