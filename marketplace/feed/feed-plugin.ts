import type { PluginVersion } from '../normalise/plugin-version.ts';

/** A version of a plugin that somebody is served, and how it is granted. */
export interface FeedPlugin {
  /** The slug of its marketplace. */
  readonly marketplace: string;
  /** The name of its entry, by which it is granted. */
  readonly plugin: string;
  /** The name in its own manifest, which a client installs. */
  readonly manifestName: string;
  readonly declaredVersion?: string | undefined;
  /** SHA-256 of its content, 64 hex digits. */
  readonly digest: string;
  /** Its entry as its marketplace wrote it. */
  readonly entry: Readonly<Record<string, unknown>>;
  /** Whether its `plugin.json` was written here out of the entry. */
  readonly isWritten: boolean;
  readonly tier: 'required' | 'optional';
}

/** A plugin with the names by which this feed serves it. */
export interface ServedPlugin extends FeedPlugin {
  /** Its folder below `plugins/`. */
  readonly folder: string;
  readonly name: string;
  /** `<declared or 0.0.0>+<12 hex of the digest>`: clients know bytes by this text. */
  readonly version: string;
}

/** A version as a feed serves it to those who are granted it in this way. */
export const feedPlugin = (
  marketplace: string,
  version: PluginVersion,
  tier: FeedPlugin['tier'],
): FeedPlugin => ({
  marketplace,
  plugin: version.entry,
  manifestName: version.manifest.name,
  declaredVersion: version.manifest.declaredVersion,
  digest: version.contentDigest,
  entry: version.listed,
  isWritten: version.manifest.written !== undefined,
  tier,
});
