import type { Manifest } from '@agnes/sdk';
import { merge } from '../../../config/merge.ts';
import { mapLeaves } from '../../settings/changes.ts';
import type { Slice } from '../../settings/overlay-file.ts';
import { type Path, valueAt } from '../../settings/tree.ts';
import { isHidden, isTypedOut, settingsField } from './secret-fields.ts';

/** Whose settings they are, as far as finding them goes. */
export type Owner = Pick<Manifest, 'id' | 'config' | 'capabilities'>;

/** Where files say something about a plugin; what stands later wins. */
export const placesOf = ({ id, config }: Owner): readonly Path[] => [
  ...(config?.section === undefined ? [] : [config.section.split('.')]),
  ['plugins', id, 'settings'],
];

/** The way to a setting from where files begin to say something about a plugin. */
export const withinPlace = (path: Path, owner: Owner): Path => {
  const place = placesOf(owner).find((names) => names.every((name, depth) => path[depth] === name));
  return path.slice(place?.length ?? 0);
};

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
export const named = (value: unknown, owner: Owner): unknown =>
  mapLeaves({ path: [], field: settingsField(owner), value }, (leaf) =>
    isHidden(leaf) && isTypedOut(leaf.value) ? '***' : leaf.value,
  );
