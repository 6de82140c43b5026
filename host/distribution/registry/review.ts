import { newlyRuns } from '../../../marketplace/manifests/catalog-difference.ts';
import type { PluginVersion } from '../../../marketplace/normalise/plugin-version.ts';
import type { ReviewMode, VersionState } from './marketplace.ts';
import type { VersionHead } from './version-repository.ts';

/** A version that a sync brought, and what is known beside it. */
export interface ForReview {
  readonly version: PluginVersion;
  readonly isExternal: boolean;
  readonly mode: ReviewMode | undefined;
  /** The same version, when it was here before. */
  readonly known?: VersionHead | undefined;
  /** What was said of the same bytes elsewhere, when that was no. */
  readonly no?: Reviewed | undefined;
  /** What is served now. */
  readonly served?: PluginVersion | undefined;
}

/** What becomes of it, and why. */
export interface Reviewed {
  readonly state: VersionState;
  readonly reason: string | null;
}

/** Says whether a version goes live by itself. What was decided once stands, but nothing that the scan blocks is served. */
export const review = (wanted: ForReview): Reviewed => {
  const { version, known, no } = wanted;
  if (version.scan.level === 'blocked') return { state: 'quarantined', reason: scanReason(version) };
  if (known) return { state: stateOf(known), reason: known.reason };
  if (no) return no;
  const reason = reasonToWait(wanted);
  return reason === undefined ? { state: 'approved', reason: null } : { state: 'held', reason };
};

/** True for an entry whose content comes from another place than the repository of its marketplace. */
export const isExternal = ({ listed }: Pick<PluginVersion, 'listed'>): boolean =>
  typeof listed['source'] !== 'string';

const reasonToWait = ({ version, isExternal, mode, served }: ForReview): string | undefined => {
  const runs = newlyRuns(served, version);
  if (served && runs.length === 0 && isSameBesideWords(served, version)) return undefined;
  if (mode === 'hold') return 'Every new version of this marketplace waits for a yes.';
  if (version.scan.level === 'review') return scanReason(version);
  if (mode !== undefined) return undefined;
  if (isExternal) return 'Its content comes from another place than the repository of its marketplace.';
  return runs.length > 0
    ? `It runs something new: ${runs.map((kind) => names[kind] ?? kind).join(', ')}.`
    : undefined;
};

/** Keys of an entry that only describe it, or say where what is the same lies. */
const words = new Set([
  'name',
  'displayName',
  'description',
  'version',
  'author',
  'homepage',
  'repository',
  'license',
  'category',
  'tags',
  'keywords',
  'relevance',
  'source',
]);

const isSameBesideWords = (served: PluginVersion, version: PluginVersion): boolean =>
  served.contentDigest === version.contentDigest && besideWords(served) === besideWords(version);

const besideWords = ({ listed }: PluginVersion): string =>
  JSON.stringify(
    Object.entries(listed)
      .filter(([key]) => !words.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const names: Readonly<Record<string, string>> = {
  hooks: 'hooks',
  mcpServers: 'MCP servers',
  lspServers: 'LSP servers',
  programs: 'programs below bin/',
  otherCommands: 'other commands',
};

const scanReason = ({ scan }: PluginVersion): string => {
  const worst = scan.findings.filter(({ level }) => level === scan.level);
  const [first] = worst.length > 0 ? worst : scan.findings;
  if (!first) return 'The scan asks for a person.';
  const more = scan.findings.length > 1 ? ` (and ${scan.findings.length - 1} more)` : '';
  return `"${first.path}" ${first.what}${more}.`;
};

// Written by `review` and by reviewers alone.
const stateOf = ({ state }: VersionHead): VersionState => state as VersionState;
