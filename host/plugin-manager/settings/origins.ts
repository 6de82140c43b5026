import { type Manifest, Type } from '@agnes/sdk';
import { isBranch, valueAt } from '../../settings/tree.ts';
import { saidIn } from './places.ts';

/** Where each setting comes from, as administrators read it. */
export const originsWire = Type.Record(Type.String(), Type.String(), {
  description:
    'By setting: `default`, `instance` (instance.yaml), `overlay` (set by an administrator) or `env`, which wins.',
});

/** What files and the environment say. */
interface Said {
  readonly base: unknown;
  readonly overlay: unknown;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where each setting of a plugin comes from. */
export const originsOf = (manifest: Manifest, said: Said): Readonly<Record<string, string>> => {
  const { config } = manifest;
  const [below, above] = [saidIn(said.base, manifest), saidIn(said.overlay, manifest)];
  const declared = valueAt(config?.schema, ['properties']);
  const keys = new Set([declared, below, above].flatMap((side) => (isBranch(side) ? Object.keys(side) : [])));
  const isSet = (key: string) => said.env[config?.env?.[key] ?? ''] !== undefined;
  return Object.fromEntries(
    [...keys].map((key) => {
      if (isSet(key)) return [key, 'env'];
      if (valueAt(above, [key]) !== undefined) return [key, 'overlay'];
      return [key, valueAt(below, [key]) === undefined ? 'default' : 'instance'];
    }),
  );
};
