import type { LockEntry } from '../kernel/generation-lock.ts';
import type { StoredPackage } from './packages.ts';
import type { Problem } from './plan.ts';

/** True when this version was installed before with other files. */
export const isReused = ({ manifest, treeHash }: StoredPackage, ever: readonly LockEntry[]): boolean =>
  ever.some((one) => one.id === manifest.id && one.version === manifest.version && one.treeHash !== treeHash);

/** Plugins that a plan names more than once. */
export const namedTwice = (ids: readonly string[]): readonly Problem[] =>
  [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) => ({
    id,
    code: 'named_twice',
    message: `"${id}" is named more than once in this plan`,
  }));
