import own from './package.json' with { type: 'json' };

/** The version of this program. */
export const { version } = own;

/** True when version `a` comes before `b`; a pre-release comes before its release. */
export const isOlder = (a: string, b: string): boolean => {
  const [left, right] = [partsOf(a), partsOf(b)];
  const differing = left.numbers.findIndex((number, i) => number !== right.numbers[i]);
  if (differing < 0) return left.isPreRelease && !right.isPreRelease;
  return (left.numbers[differing] ?? 0) < (right.numbers[differing] ?? 0);
};

const partsOf = (version: string): { numbers: readonly number[]; isPreRelease: boolean } => {
  const [core = '', preRelease] = version.replace(/^v/, '').split('-', 2);
  const [major = 0, minor = 0, patch = 0] = core.split('.').map(Number);
  return { numbers: [major, minor, patch], isPreRelease: preRelease !== undefined };
};
