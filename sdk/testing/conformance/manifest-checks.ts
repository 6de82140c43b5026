import { checkerFor } from '../../schema.ts';
import { secretPaths } from '../../secret-paths.ts';
import { demand } from './demand.ts';
import { assertEntries } from './entries.ts';
import { filledIn, formOf, manifestIn } from './manifest.ts';
import type { Check, Subject } from './subject.ts';

/** What a plugin says of itself. */
export const manifestChecks = ({ folder, config }: Subject): readonly Check[] => [
  {
    title: 'the manifest is valid, and every file it names exports what it is named for',
    run: async () => assertEntries(folder, await manifestIn(folder)),
  },
  {
    title: 'the schema takes the settings, fills them in, and refuses a setting it does not know',
    run: async () => {
      const manifest = await manifestIn(folder);
      const unknown = checkerFor(formOf(manifest).schema)({
        ...filledIn(manifest, config),
        no_such_setting: true,
      });
      demand(!unknown.ok, 'The schema of the settings has additionalProperties: false', unknown);
    },
  },
  {
    title: 'the form marks every setting that names a secret, and none comes from the environment',
    run: async () => {
      const manifest = await manifestIn(folder);
      const { schema, env = {} } = formOf(manifest);
      const settings = secretPaths(manifest);
      const plain = settings.filter((path) => Object(propertyAt(schema, path)).format !== 'secret');
      const read = settings.filter((path) => path in env);
      demand(plain.length === 0, 'A setting that names a secret has "format": "secret"', plain);
      demand(read.length === 0, 'No secret is in config.env', read);
    },
  },
];

/** The schema of a setting; `a.b` looks inside. */
const propertyAt = (schema: object, path: string): unknown =>
  path.split('.').reduce<unknown>((at, name) => Object(Object(at).properties)[name], schema);
