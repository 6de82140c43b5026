import { isDeepStrictEqual } from 'node:util';
import { type Branch, isBranch, type Path } from '../../settings/tree.ts';

/** What has to be said above `base` so that both together say `wanted`, and what `base` says beyond it. */
interface Above {
  readonly value: unknown;
  /** Dotted keys that nothing above can take away. */
  readonly stuck: readonly string[];
}

/** Works it out; what is the same in both is not said again. */
export const above = (base: unknown, wanted: unknown, path: Path = []): Above => {
  if (!isBranch(base) || !isBranch(wanted))
    return { value: isDeepStrictEqual(base, wanted) ? undefined : wanted, stuck: [] };
  const stuck = Object.keys(base).filter((key) => !Object.hasOwn(wanted, key));
  const inner = Object.entries(wanted).map(([key, value]) => {
    const below: Branch = base;
    const found = Object.hasOwn(below, key) ? above(below[key], value, [...path, key]) : { value, stuck: [] };
    return { key, ...found };
  });
  const said = inner.filter(({ value }) => value !== undefined).map(({ key, value }) => [key, value]);
  return {
    value: said.length === 0 ? undefined : Object.fromEntries(said),
    stuck: [...stuck.map((key) => [...path, key].join('.')), ...inner.flatMap(({ stuck: more }) => more)],
  };
};
