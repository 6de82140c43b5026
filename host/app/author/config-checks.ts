import { contributionsOf, settingsSchemasOf } from '../../kernel/contributions.ts';
import { reasonOf } from '../../kernel/reason.ts';
import { settingsSteps } from '../../plugin-manager/settings/migrations.ts';
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
  return (await Promise.all(steps.map((from) => stepFaults(plugin, from)))).flat();
};

/** What a host says that would go this step. */
const stepFaults = (plugin: OpenPlugin, from: number): Promise<readonly string[]> =>
  settingsSteps(plugin, { from, to: from + 1 }).then(
    () => [],
    (cause) => [reasonOf(cause)],
  );
