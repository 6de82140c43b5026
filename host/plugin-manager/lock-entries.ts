import type { Manifest } from '@agnes/sdk';
import {
  canonicalJson,
  contentHash,
  type GenerationLock,
  isOutside,
  type LockEntry,
  type LockedSource,
} from '../kernel/generation-lock.ts';
import type { Tree } from '../kernel/tree.ts';
import { lockedSettings } from './settings-part.ts';

/** What becomes an entry of a generation. */
export interface Installed {
  readonly manifest: Manifest;
  readonly tree: Tree;
  /** Name of its folder in the store. */
  readonly treeHash: string;
  readonly source: LockedSource;
  readonly grants: readonly string[];
  /** What the instance says about it; absent: nothing. */
  readonly settings?: unknown;
  /** The version or range that was asked for; the version itself when none was. */
  readonly requested?: string | undefined;
  readonly isPinned?: boolean;
  /** Only for these. */
  readonly sources?: readonly string[] | undefined;
}

/** Powers that only trusted code has. */
const powers: readonly string[] = ['process:host', 'duckdb'];

/** How a generation names a plugin that is in the store. */
export const entryOf = ({ manifest, tree, treeHash, source, grants, ...asked }: Installed): LockEntry => ({
  ...common(manifest, grants),
  requested: asked.requested ?? manifest.version,
  ...(asked.isPinned && { pinned: true }),
  ...(asked.sources && { sources: [...asked.sources].sort() }),
  config: lockedSettings(manifest, asked.settings),
  state: { version: manifest.state?.version ?? 1 },
  source,
  treeHash,
  files: tree.files.size,
  bytes: [...tree.files.values()].reduce((sum, bytes) => sum + bytes, 0),
  trust: grants.some((grant) => powers.includes(grant)) ? 'reviewed' : 'unverified',
});

/** What is not in the store: it ships with the host or lies in `local`. */
type Outside = Pick<Manifest, 'id' | 'version'> & { readonly origin?: 'bundled' | 'local' | undefined };

/** How a generation names what is not in the store; only whether it is on is said. */
export const outsideEntry = (plugin: Outside, enabled: boolean): LockEntry => ({
  ...common(plugin, []),
  source: { type: plugin.origin ?? 'bundled' },
  files: 0,
  bytes: 0,
  trust: plugin.origin === 'local' ? 'unverified' : 'builtin',
  enabled,
});

/** The entries with one plugin switched off or on. */
export const switchedEntries = (
  entries: readonly LockEntry[],
  plugin: Outside,
  enabled: boolean,
): readonly LockEntry[] => {
  const others = entries.filter(({ id }) => id !== plugin.id);
  const own = entries
    .filter(({ id }) => id === plugin.id)
    .map((entry) => ({
      ...entry,
      // An earlier host may have named another one.
      ...(isOutside(entry) && plugin.origin && { source: { type: plugin.origin } }),
      enabled,
    }));
  return [...others, ...(own.length === 0 ? [outsideEntry(plugin, enabled)] : own)];
};

/** What a host has before anything was installed, so that one can go back to it. */
export const shippedLock = ({
  generation,
  hostVersion,
  at,
}: {
  readonly generation: number;
  readonly hostVersion: string;
  readonly at: number;
}): GenerationLock => ({
  generation,
  parent: null,
  createdAt: new Date(at).toISOString(),
  createdBy: 'system:host',
  reason: 'What ships with the host',
  host: { version: hostVersion },
  plugins: [],
});

const common = ({ id, version }: Pick<Manifest, 'id' | 'version'>, grants: readonly string[]) => ({
  id,
  version,
  requested: version,
  enabled: true,
  grants: [...grants].sort(),
  grantsHash: contentHash(canonicalJson([...grants].sort())),
  config: { version: 1, hash: contentHash(canonicalJson({})), secretRefs: [] },
  state: { version: 1 },
});
