import type { Manifest } from '@agnes/sdk';
import { merge } from '../../../config/merge.ts';
import { mapLeaves } from '../../settings/changes.ts';
import type { KnownField } from '../../settings/known-fields.ts';
import { isMasked, unmasked } from '../../settings/masks.ts';
import type { Slice } from '../../settings/overlay-file.ts';
import { type Path, valueAt } from '../../settings/tree.ts';
import { secretName } from '../../store/secrets/secrets.ts';

/** Whose settings they are, as far as finding them goes. */
export type Owner = Pick<Manifest, 'id' | 'config'>;

/** Where files say something about a plugin; what stands later wins. */
export const placesOf = ({ id, config }: Owner): readonly Path[] => [
  ...(config?.section === undefined ? [] : [config.section.split('.')]),
  ['plugins', id, 'settings'],
];

/** What a tree of settings says about a plugin. */
export const saidIn = (tree: unknown, owner: Owner): unknown =>
  placesOf(owner).reduce<unknown>((below, path) => merge(below, valueAt(tree, path) ?? {}), {});

/** What the overlay says about a plugin, to be written down: a secret that was typed into the file is not. */
export const slicesOf = (overlay: unknown, owner: Owner): readonly Slice[] =>
  placesOf(owner).map((path) => {
    const value = valueAt(overlay, path);
    return value === undefined ? { path } : { path, value: named(value, owner) };
  });

/** The same value with `***` for what is secret and no name of a secret. */
export const named = (value: unknown, { config }: Owner): unknown =>
  mapLeaves({ path: [], field: fieldOf(config?.schema), value }, ({ path, field, value: leaf }) => {
    const isSecret = typeof leaf === 'string' && isMasked(path.at(-1) ?? '', field);
    return isSecret && leaf !== '' && !secretName.test(leaf) && !isVariable.test(leaf) ? '***' : leaf;
  });

const isVariable = /^\$\{[^}]+\}$/;

/** Slices that were written down, with what is typed into the overlay now where that was not. */
export const slicesAgain = (slices: readonly Slice[], overlay: unknown): readonly Slice[] =>
  slices.map(({ path, value }) =>
    value === undefined ? { path } : { path, value: unmasked(value, valueAt(overlay, path)) },
  );

/** As much of a schema as telling secrets takes. */
const fieldOf = (schema: unknown): KnownField | undefined => {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const { format, properties, items } = schema as {
    readonly format?: unknown;
    readonly properties?: Readonly<Record<string, unknown>>;
    readonly items?: unknown;
  };
  const fields = Object.entries(properties ?? {}).map(([name, inner]) => [name, fieldOf(inner)] as const);
  const inner = fieldOf(items);
  return {
    kind: format === 'secret' ? 'secret' : 'object',
    fields: Object.fromEntries(fields.flatMap(([name, field]) => (field ? [[name, field]] : []))),
    ...(inner && { items: inner }),
  };
};
