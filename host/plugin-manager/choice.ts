import valid from 'semver/functions/valid.js';
import type { LockEntry } from '../kernel/generation-lock.ts';
import type { StoredPackage } from './packages.ts';
import type { Problem, WantedInstall } from './plan.ts';
import type { Wanted } from './resolve/candidate.ts';
import { usualPolicy } from './resolve/candidate.ts';
import { resolve } from './resolve/resolve.ts';

/** What one version is chosen by. */
export interface Choosing {
  readonly id: string;
  readonly wanted: WantedInstall;
  readonly packages: readonly StoredPackage[];
  /** The entry of the current generation. */
  readonly old: LockEntry | undefined;
  readonly hostVersion: string;
  readonly now: number;
}

/** The package to install, or why there is none. What an administrator has named by commit or hash does not wait. */
export const chosenPackage = (choosing: Choosing): StoredPackage | Problem => {
  const { id, packages, hostVersion, now } = choosing;
  const resolved = resolve({
    wanted: [wish(choosing)],
    candidates: packages.map(({ manifest }) => ({
      id: manifest.id,
      version: manifest.version,
      host: manifest.engines.host,
      isRemote: false,
    })),
    host: { version: hostVersion, apis: {} },
    policy: usualPolicy,
    now,
  });
  if ('problems' in resolved) return resolved.problems[0];
  const version = resolved.chosen[0]?.version;
  const found = packages.find(({ manifest }) => manifest.id === id && manifest.version === version);
  return found ?? { id, code: 'unknown', message: `No version of "${id}" is known.` };
};

/** A version named exactly is a pin for this choice; one that was pinned stays until another is named. */
const wish = ({ id, wanted: { version, channel, pin }, old }: Choosing): Wanted => {
  if (isExact(version)) return { id, pin: version };
  if (old?.pinned && pin !== false && version === undefined) return { id, pin: old.version };
  return { id, ...(version !== undefined && { range: version }), ...(channel && { channel }) };
};

/** True for one version rather than a range of them. */
const isExact = (version: string | undefined): version is string =>
  version !== undefined && valid(version) === version;
