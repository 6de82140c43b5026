import { nameKey } from '../groups/name-key.ts';
import { adminGroup, everyoneGroup } from '../system-groups.ts';

/** A group as far as its name is concerned. */
export interface NamedGroup {
  readonly id: string;
  readonly name: string;
  readonly created_by: string | null;
}

/**
 * The name a source's group has over there.
 *
 * A group is never found by a look-alike: whoever may name groups at the provider must not get into those of another
 * name. So names here lead back to exactly one name there.
 */
export const nameThere = (nameHere: string, source: string): string => {
  const match = suffix.exec(nameHere);
  return match?.[1] === source ? nameHere.slice(0, match.index) : nameHere;
};

/** A free name here for a group of a source: its own, or with a suffix where that is ours or could be misread. */
export const nameHere = (nameThere: string, source: string, groups: readonly NamedGroup[]): string => {
  const taken = new Set(groups.map(({ name }) => nameKey(name)));
  for (const { name } of [adminGroup, everyoneGroup]) taken.add(nameKey(name));
  const isPlain = !suffix.test(nameThere);
  if (isPlain && !taken.has(nameKey(nameThere))) return nameThere;
  const first = `${nameThere} (${source})`;
  const others = Array.from({ length: groups.length + 1 }, (_, at) => `${nameThere} (${source} ${at + 2})`);
  return [first, ...others].find((name) => !taken.has(nameKey(name))) ?? first;
};

const suffix = / \((google_sync|oidc:[^\s()]+)(?: \d+)?\)$/;
