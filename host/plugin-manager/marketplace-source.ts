import compare from 'semver/functions/compare.js';
import { readMarketplace } from '../../marketplace/manifests/read-marketplace.ts';
import type { Mirror } from '../../marketplace/mirror/mirror.ts';
import { type Reach, withoutLogin } from '../../marketplace/web-address.ts';
import type { LockedSource } from '../kernel/generation-lock.ts';
import { notOffered } from './errors.ts';

/** A marketplace at a commit. */
interface Stand {
  readonly mirror: Mirror;
  readonly url: string;
  readonly commit: string;
  readonly reach: Reach;
  readonly signal: AbortSignal;
}

/** One version that a marketplace offers, and how a generation says so. */
interface Offer {
  /** Folder in the repository; absent: the whole. */
  readonly path?: string;
  /** By which the store will address it. */
  readonly treeHash: string;
  readonly source: LockedSource;
}

/** Versions of one plugin that are looked at. */
const most = 20;

/** The versions of a plugin that a marketplace offers at a commit, newest first. Throws when there is none. */
export const offersOf = async (plugin: string, stand: Stand): Promise<readonly Offer[]> => {
  const { mirror, url, commit, reach, signal } = stand;
  await mirror.keep(commit, signal);
  const { name, hostPlugins, findings } = await readMarketplace(mirror, commit, { reach, signal });
  const offered = hostPlugins.filter(({ id }) => id === plugin);
  if (offered.length === 0) {
    const others = [...new Set(hostPlugins.map(({ id }) => id))].slice(0, 10);
    const faults = findings
      .filter(({ level }) => level === 'problem')
      .slice(0, 3)
      .map(({ about = 'It', what }) => `${about}: ${what}`);
    throw notOffered({ plugin, url: withoutLogin(url), commit, others, faults });
  }
  return offered
    .toSorted((a, b) => compare(b.version, a.version))
    .slice(0, most)
    .map(({ path, treeHash }) => ({
      ...(path !== '' && { path }),
      treeHash,
      source: {
        type: 'marketplace',
        url: withoutLogin(url),
        commit,
        ...(path !== '' && { path }),
        ...(name !== '' && { marketplace: name }),
      },
    }));
};
