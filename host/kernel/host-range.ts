// By file: the whole package is 47 of them.
import satisfies from 'semver/functions/satisfies.js';
import validRange from 'semver/ranges/valid.js';

/** True for a range of versions as npm writes them. */
export const isRange = (range: string): boolean => validRange(range) !== null;

/** True when the range covers the version; a prerelease counts as the version it leads to. */
export const covers = (range: string, version: string): boolean =>
  satisfies(version, range, { includePrerelease: true });
