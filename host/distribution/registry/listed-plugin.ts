import { type Finding, warning } from '../../../marketplace/findings.ts';
import type { PluginVersion } from '../../../marketplace/normalise/plugin-version.ts';
import type { PluginRow, ReviewMode } from './marketplace.ts';
import { listedRow, type PluginDraft } from './plugin-row.ts';
import { isExternal, type Reviewed, review } from './review.ts';
import { standingNo } from './standing-no.ts';
import type { VersionHead } from './version-repository.ts';
import { type VersionDraft, versionId, versionRow } from './version-row.ts';

/** What is known of a plugin when a sync lists it again. */
export interface KnownPlugin {
  readonly before: PluginRow | undefined;
  /** Newest first. */
  readonly versions: readonly VersionHead[];
  readonly served: PluginVersion | undefined;
  /** Versions of other plugins, in whatever marketplace, with the content that is listed. */
  readonly others: readonly VersionHead[];
}

/** What a sync makes of a plugin that is listed. */
export interface ListedPlugin {
  readonly row: PluginDraft;
  /** The version, where its row has to be written. */
  readonly version: VersionDraft | undefined;
  readonly state: Reviewed['state'];
  readonly findings: readonly Finding[];
}

/** Under which circumstances it is listed. */
interface ListedAt {
  readonly mode: ReviewMode | undefined;
  readonly commit: string;
  readonly at: Date;
}

/** Says what becomes of a plugin that is listed in this version. */
export const listedPlugin = (
  version: PluginVersion,
  known: KnownPlugin,
  { mode, commit, at }: ListedAt,
): ListedPlugin => {
  const { before, versions, served, others } = known;
  const id = versionId(version);
  const same = versions.find((head) => head.id === id);
  const own = versions.filter((head) => head.content_digest === version.contentDigest);
  const no = standingNo({ own, others });
  const reviewed = review({ version, isExternal: isExternal(version), mode, known: same, served, no });
  const isVersionReused = same?.is_version_reused ?? versions.some((head) => isReuse(head, version));
  const findings = isVersionReused ? [reused(version)] : [];
  const servedId = isChosen(known, same) ? known.before.served_id : servedAfter(known, id, reviewed.state);
  const isWritten = same?.version_key === version.key && same.state === reviewed.state;
  const fresh = versionRow(version, { ...reviewed, at, isVersionReused });
  return {
    row: listedRow(version, { before, servedId, commit, at, findings }),
    version: isWritten ? undefined : { ...fresh, ...(same && decidedBefore(same, reviewed)) },
    state: reviewed.state,
    findings,
  };
};

/** True when somebody went back from the version that is listed on to another. */
const isChosen = (
  known: KnownPlugin,
  same: VersionHead | undefined,
): known is KnownPlugin & { readonly before: PluginRow } => {
  const { before, versions } = known;
  if (same?.state !== 'approved' || before?.version_id !== same.id || before.served_id === same.id)
    return false;
  return versions.some(({ id, state }) => id === before.served_id && state === 'approved');
};

/** The version to serve from now on: what was approved last, as long as it still is. */
const servedAfter = (
  { before, versions }: KnownPlugin,
  id: string,
  state: Reviewed['state'],
): string | null => {
  if (state === 'approved') return id;
  const served = before?.served_id ?? null;
  return served === id ? (lastApproved(versions, id)?.id ?? null) : served;
};

/** The version that was approved last, beside one that is so no more. */
export const lastApproved = (versions: readonly VersionHead[], except: string): VersionHead | undefined =>
  versions
    .filter(({ id, state }) => state === 'approved' && id !== except)
    .toSorted((a, b) => timeOf(b.decided_at) - timeOf(a.decided_at))[0];

const timeOf = (at: Date | null): number => at?.getTime() ?? 0;

const isReuse = (head: VersionHead, { manifest, contentDigest }: PluginVersion): boolean =>
  head.declared_version !== null &&
  head.declared_version === manifest.declaredVersion &&
  head.content_digest !== contentDigest;

const reused = ({ entry, manifest }: PluginVersion): Finding =>
  warning(entry, {
    rule: 'version_reused',
    what: `"${entry}" still calls itself ${manifest.declaredVersion}, with other content than before.`,
    next: 'It is served as new content; ask whoever keeps it to raise the version.',
  });

/** A version that is read by other rules was seen and decided when it was. */
const decidedBefore = (same: VersionHead, { state }: Reviewed) => ({
  first_seen: same.first_seen,
  ...(same.state === state && { decided_at: same.decided_at, decided_by: same.decided_by }),
});
