import { isDeepStrictEqual } from 'node:util';

/** Parsed YAML or JSON. */
export type Branch = Readonly<Record<string, unknown>>;

/** Names and positions from the root to a value. */
export type Path = readonly string[];

/** True for what has keys. */
export const isBranch = (value: unknown): value is Branch =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path. Inherited keys are no keys. */
export const valueAt = (tree: unknown, path: Path): unknown =>
  path.reduce<unknown>((at, name) => (isBranch(at) && Object.hasOwn(at, name) ? at[name] : undefined), tree);

/** The tree with another value at a path; `undefined` takes the key away, and branches that are empty then. */
export const withValue = (tree: unknown, [name, ...rest]: Path, value: unknown): unknown => {
  if (name === undefined) return value;
  const branch = isBranch(tree) ? tree : {};
  const inner = withValue(valueAt(branch, [name]), rest, value);
  const others = Object.entries(branch).filter(([key]) => key !== name);
  const isGone = inner === undefined || (value === undefined && isDeepStrictEqual(inner, {}));
  // From entries, so that a key such as `constructor` is one like any other.
  return Object.fromEntries(isGone ? others : [...others, [name, inner]]);
};

/** One tree laid over another: branches are merged, everything else is replaced. */
export const laidOver = (below: unknown, above: unknown): unknown => {
  if (above === undefined) return below;
  if (!isBranch(below) || !isBranch(above)) return above;
  const keys = [...new Set([...Object.keys(below), ...Object.keys(above)])];
  return Object.fromEntries(keys.map((key) => [key, laidOver(valueAt(below, [key]), valueAt(above, [key]))]));
};
