import gt from 'semver/functions/gt.js';
import valid from 'semver/functions/valid.js';
import own from './package.json' with { type: 'json' };

/** The version of this program. */
export const { version } = own;

/** True when version `a` comes before `b`; a pre-release comes before its release. What is no version is never newer. */
export const isOlder = (a: string, b: string): boolean => valid(a) !== null && valid(b) !== null && gt(b, a);
