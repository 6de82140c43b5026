import { Type } from '@agnes/sdk';
import { nameFault } from '../file-names.ts';

/** Letters of a name that is also one folder: of ASCII only, so that no two look alike. */
export const namePattern = '^(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';

const words = Type.Optional(Type.Array(Type.String()));
const line = Type.Optional(Type.String());
const person = Type.Optional(
  Type.Union([Type.String(), Type.Object({ name: line, email: line, url: line })]),
);

/** The fields that name what a plugin brings; each is a path, paths, or the thing itself. */
export const componentNames = [
  'commands',
  'agents',
  'skills',
  'hooks',
  'outputStyles',
  'themes',
  'workflows',
  'mcpServers',
  'lspServers',
  'monitors',
  'userConfig',
  'channels',
  'settings',
  'types',
  'experimental',
] as const;

/** Fields that entry and manifest share. */
export const sharedFields = {
  name: Type.String({ pattern: namePattern }),
  $schema: line,
  displayName: line,
  description: line,
  version: Type.Optional(Type.String({ pattern: '^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$' })),
  author: person,
  homepage: line,
  repository: Type.Optional(Type.Union([Type.String(), Type.Object({ url: line })])),
  license: line,
  keywords: words,
  defaultEnabled: Type.Optional(Type.Boolean()),
  dependencies: Type.Optional(
    Type.Array(
      Type.Union([Type.String(), Type.Object({ name: Type.String(), marketplace: line, version: line })]),
    ),
  ),
  metadata: Type.Optional(Type.Unknown()),
};

/** Owner of a marketplace. */
export const owner = Type.Object({ name: Type.String(), email: line, url: line });

/** Lists of words, and one line of text. */
export { line, words };

type Fields = Readonly<Record<string, unknown>>;

/** The component fields of an entry or a manifest that are there. */
export const componentsOf = (fields: Fields): Fields =>
  Object.fromEntries(
    componentNames.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]),
  );

/** The first path of a component that leads out of its plugin, with the rule that it breaks. */
export const componentFault = (fields: Fields): string | undefined => {
  for (const [field, value] of Object.entries(componentsOf(fields))) {
    for (const path of [value].flat().filter((one) => typeof one === 'string')) {
      const fault = pathFault(path);
      if (fault !== undefined) return `names in ${field} "${path.slice(0, 100)}", which ${fault}`;
    }
  }
  return undefined;
};

const pathFault = (path: string): string | undefined => {
  const plain = path.replace(/^\.(\/|$)/, '').replace(/\/$/, '');
  return plain === '' ? undefined : nameFault(plain);
};

/** Keys that nobody here knows. */
export const unknownKeys = (fields: Fields, known: readonly string[]): readonly string[] =>
  Object.keys(fields).filter((key) => !known.includes(key));

/** True for a value with keys. */
export const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
