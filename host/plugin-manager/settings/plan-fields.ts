import { type Manifest, Type } from '@agnes/sdk';
import { type KnownField, knownFields } from '../../settings/known-fields.ts';
import { isBranch, type Path, valueAt, withValue } from '../../settings/tree.ts';
import { secretPaths } from '../settings-part.ts';

const none = Type.Object({});

/** What is known of the settings of a plugin; whatever names or sounds like a secret is one. */
export const fieldsOf = (manifest: Manifest): KnownField => ({
  kind: 'object',
  fields: knownFields(none, [withSecrets(manifest)]),
});

const withSecrets = (manifest: Manifest): Manifest => {
  const { config } = manifest;
  if (!config) return manifest;
  const paths = [...secretPaths(manifest), ...soundingSecret(config.schema)];
  const schema = paths.map(placeIn).reduce<unknown>((at, path) => markedSecret(at, path), config.schema);
  // Only formats were added.
  return { ...manifest, config: { ...config, schema: schema as typeof config.schema } };
};

const markedSecret = (schema: unknown, path: Path): unknown =>
  isBranch(valueAt(schema, path)) ? withValue(schema, [...path, 'format'], 'secret') : schema;

const placeIn = (path: Path): Path => path.flatMap((name) => ['properties', name.replace(/\[\]$/, '')]);

const soundingSecret = (schema: unknown, path: Path = []): readonly Path[] => {
  const properties = valueAt(schema, ['properties']);
  if (!isBranch(properties)) return [];
  return Object.entries(properties).flatMap(([name, property]) => {
    const here = [...path, name];
    const isPlain = valueAt(property, ['type']) === 'string' && valueAt(property, ['format']) === undefined;
    return isPlain && words.test(name) ? [here] : soundingSecret(property, here);
  });
};

const words = /(^|_)(password|passwd|secret|token|api_?key|private_?key|credentials?)$/i;
