import { isDeepStrictEqual } from 'node:util';
import { settingReadOnly } from './errors.ts';
import { inside, type KnownField } from './known-fields.ts';
import { isMasked, isPlaceholder, unmasked } from './masks.ts';
import { isBranch, type Path, valueAt } from './tree.ts';

/** One setting that is to be another. `after` is `undefined` where it is no longer to be said. */
export interface Change {
  readonly path: Path;
  readonly field: KnownField | undefined;
  readonly before: unknown;
  readonly after: unknown;
}

/** What is there: the tree as shown, and what is known of its fields. */
export interface Shown {
  readonly tree: unknown;
  readonly root: KnownField;
}

/**
 * What a patch changes. Placeholders and values that are as they were are no changes; `null` takes a value back to what
 * instance.yaml says. Throws when it touches what is set in instance.yaml alone.
 */
export const changesOf = (patch: unknown, shown: Shown, path: Path = []): readonly Change[] => {
  const field = fieldAt(shown.root, path);
  if (isBranch(patch) && (!field || field.kind === 'object' || field.kind === 'map')) {
    return Object.entries(patch).flatMap(([name, value]) => changesOf(value, shown, [...path, name]));
  }
  const before = valueAt(shown.tree, path);
  if (isPlaceholder(patch) && isMasked(path.at(-1) ?? '', field)) return [];
  if (isDeepStrictEqual(patch, before ?? field?.default)) return [];
  if (path.some((_, depth) => fieldAt(shown.root, path.slice(0, depth + 1))?.read_only)) {
    throw settingReadOnly({ key: path.join('.') });
  }
  return [{ path, field, before, after: patch === null ? undefined : unmasked(patch, before) }];
};

/** What is known of the field at a path. */
export const fieldAt = (root: KnownField, path: Path): KnownField | undefined =>
  path.reduce<KnownField | undefined>((field, name) => field && inside(field, name), root);

/** A value inside a setting, with its field. */
export interface Leaf {
  readonly path: Path;
  /** The names of settings on that path, without those of items of lists. Absent: there are none of these. */
  readonly keys?: Path;
  readonly field: KnownField | undefined;
  readonly value: unknown;
}

/** Every single value below a place; items of lists go by their name, else by their position. */
export const leavesOf = ({ path, field, value }: Leaf): readonly Leaf[] => {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      leavesOf({ path: [...path, nameOf(item, index)], field: field?.items, value: item }),
    );
  }
  if (!isBranch(value)) return [{ path, field, value }];
  return Object.entries(value).flatMap(([name, inner]) =>
    leavesOf({ path: [...path, name], field: field && inside(field, name), value: inner }),
  );
};

/** The same value with each of its leaves replaced. */
export const mapLeaves = (leaf: Leaf, replace: (leaf: Leaf) => unknown): unknown => {
  const { path, keys = path, field, value } = leaf;
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      mapLeaves({ path: [...path, nameOf(item, index)], keys, field: field?.items, value: item }, replace),
    );
  }
  if (!isBranch(value)) return replace(leaf);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      mapLeaves(
        { path: [...path, name], keys: [...keys, name], field: field && inside(field, name), value: inner },
        replace,
      ),
    ]),
  );
};

const nameOf = (item: unknown, index: number): string => {
  const name = isBranch(item) ? item['name'] : undefined;
  return typeof name === 'string' ? name : String(index);
};
