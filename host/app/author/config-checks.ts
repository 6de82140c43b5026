import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '@agnes/sdk';
import { contributionsOf, settingsSchemasOf } from '../../kernel/contributions.ts';
import type { KitCheck } from './kit.ts';
import type { OpenPlugin } from './open-plugin.ts';
import { manifestWithSettings } from './settings-schema.ts';

const check = (title: string, run: KitCheck['run']): KitCheck => ({ level: 'L1', title, run });

/** L1: the settings, as far as the schema tells. */
export const configChecks = (plugin: OpenPlugin): readonly KitCheck[] => [
  check('a setting that the schema does not know is refused', async () =>
    schemasOf(plugin)
      .filter(({ schema }) => schema['additionalProperties'] !== false)
      .map(({ pointer }) => `${pointer} lacks "additionalProperties": false`),
  ),
  check('every setting has a label', async () =>
    propertiesOf(plugin)
      .filter(({ property }) => !property['title'] && !property['description'])
      .map(({ path }) => `${path} has neither title nor description`),
  ),
  check('every setting whose name sounds like a secret is one', async () =>
    propertiesOf(plugin)
      .filter(({ name, property }) => soundsSecret.test(name) && property['type'] === 'string')
      .filter(({ property }) => property['format'] !== 'secret')
      .map(({ path }) => `${path} has no "format": "secret"`),
  ),
  {
    ...check('the manifest has the schema of settings.ts', async () =>
      (await manifestWithSettings(plugin)) ? ['they differ; agnes plugin pack writes it'] : [],
    ),
    isForAuthors: true,
  },
  check('every version of the settings can be brought to the next', () => migrationFaults(plugin)),
];

const soundsSecret = /(^|_)(password|passwd|secret|token|api_?key|private_?key|credentials?)$/i;

type Fields = Readonly<Record<string, unknown>>;

const schemasOf = ({ manifest }: OpenPlugin): readonly { pointer: string; schema: Fields }[] =>
  settingsSchemasOf(manifest);

const propertiesOf = (plugin: OpenPlugin) =>
  schemasOf(plugin).flatMap(({ pointer, schema }) => nested(pointer, schema));

interface Property {
  readonly path: string;
  readonly name: string;
  readonly property: Fields;
}

const nested = (pointer: string, schema: Fields): readonly Property[] =>
  Object.entries(Object(schema['properties'])).flatMap(([name, value]) => {
    const property: Fields = Object(value);
    const path = `${pointer}/properties/${name}`;
    return [
      { path, name, property },
      ...nested(path, property),
      ...nested(`${path}/items`, Object(property['items'])),
    ];
  });

const migrationFaults = async (plugin: OpenPlugin): Promise<readonly string[]> => {
  const { manifest } = plugin;
  const versions = [manifest.config, ...contributionsOf(manifest).connectors.map(({ config }) => config)];
  const newest = Math.max(1, ...versions.map((form) => form?.version ?? 1));
  const steps = Array.from({ length: newest - 1 }, (_, index) => index + 1);
  return (await Promise.all(steps.map((from) => stepFaults(plugin, fileOf(manifest, from))))).flat();
};

/** Where the manifest names files, they are all there is. */
const fileOf = ({ config }: Manifest, from: number): string =>
  config?.migrations
    ? (config.migrations.find((one) => one.from === from && one.to === from + 1)?.file ??
      `the file of config.migrations from ${from} to ${from + 1}`)
    : `config/migrations/${from}-${from + 1}.json`;

/** A step is data: what is done on the way up is a list. */
const stepFaults = async ({ folder, tree }: OpenPlugin, path: string): Promise<readonly string[]> => {
  if (!tree.files.has(path)) return [`${path} is missing`];
  const { up } = fieldsIn(await readFile(join(folder, path), 'utf8'));
  return Array.isArray(up) ? [] : [`${path} is no JSON with a list "up"`];
};

const fieldsIn = (text: string): Fields => {
  try {
    return Object(JSON.parse(text));
  } catch {
    // What cannot be read has no fields.
    return {};
  }
};
