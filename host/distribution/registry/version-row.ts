import { hash } from 'node:crypto';
import type { PluginVersion } from '../../../marketplace/normalise/plugin-version.ts';
import type { VersionRow } from './marketplace.ts';
import { isExternal, type Reviewed } from './review.ts';

/** What is reviewed as one: the bytes and the entry, which may name things that run, too. */
export const versionId = ({
  contentDigest,
  listed,
}: Pick<PluginVersion, 'contentDigest' | 'listed'>): string =>
  hash('sha256', JSON.stringify([contentDigest, listed]));

/** A version as its row has it, whoever's it is. */
export type VersionDraft = Omit<VersionRow, 'marketplace_id'>;

/** What a row says beside its version. */
interface Around extends Reviewed {
  readonly at: Date;
  readonly isVersionReused: boolean;
}

/** The row of a version that was read. */
export const versionRow = (
  version: PluginVersion,
  { state, reason, at, isVersionReused }: Around,
): VersionDraft => ({
  id: versionId(version),
  name: version.entry,
  declared_version: version.manifest.declaredVersion ?? null,
  content_digest: version.contentDigest,
  version_key: version.key,
  source_commit: version.commit ?? null,
  bytes: version.bytes,
  manifest_name: version.manifest.name,
  is_written: version.manifest.written !== undefined,
  entry: JSON.stringify(version.listed),
  verdict: version.scan.level,
  state,
  reason,
  is_external: isExternal(version),
  is_version_reused: isVersionReused,
  first_seen: at,
  decided_at: state === 'held' ? null : at,
  decided_by: null,
  detail: JSON.stringify(version),
});

/** The version of a row; rows of before know nothing of what facts were added since. */
export const versionOf = ({ detail }: Pick<VersionRow, 'detail'>): PluginVersion => {
  // Written by `versionRow` alone.
  const version = JSON.parse(detail) as PluginVersion;
  return { ...version, facts: { ...version.facts, otherCommands: version.facts.otherCommands ?? [] } };
};
