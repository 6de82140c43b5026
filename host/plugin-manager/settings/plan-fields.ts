import { type Manifest, Type } from '@agnes/sdk';
import { secretPaths } from '@agnes/sdk/secret-paths';
import { type KnownField, knownFields } from '../../settings/known-fields.ts';
import { placesOf } from './places.ts';
import { withSecret } from './secret-fields.ts';

const none = Type.Object({});

/** What is known of the settings of a plugin, where files may say them; whatever names a secret is one. */
export const fieldsOf = (manifest: Manifest): KnownField => {
  const root: KnownField = { kind: 'object', fields: knownFields(none, [manifest]) };
  if (!manifest.config) return root;
  return placesOf(manifest)
    .flatMap((place) => secretPaths(manifest).map((path) => [...place, ...path.split('.')]))
    .reduce(withSecret, root);
};
