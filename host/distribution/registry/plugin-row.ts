import type { Finding } from '../../../marketplace/findings.ts';
import type { PluginVersion } from '../../../marketplace/normalise/plugin-version.ts';
import type { Listing, PluginRow } from './marketplace.ts';
import { versionId } from './version-row.ts';

/** A plugin as its row has it, whoever's it is. */
export type PluginDraft = Omit<PluginRow, 'marketplace_id'>;

/** What a row says beside what is listed. */
interface Around {
  readonly before: PluginRow | undefined;
  readonly servedId: string | null;
  readonly commit: string;
  readonly at: Date;
  /** Beside those of the version. */
  readonly findings: readonly Finding[];
}

/** The row of a plugin that is listed in this version. */
export const listedRow = (version: PluginVersion, around: Around): PluginDraft => {
  const { before, servedId, commit, at, findings } = around;
  const { listed, manifest } = version;
  return {
    ...untouched(before, at),
    name: version.entry,
    description: textOf(listed['description']) ?? (manifest.description || null),
    version: manifest.declaredVersion ?? null,
    author_name: authorOf(listed['author']),
    homepage: textOf(listed['homepage']),
    category: textOf(listed['category']),
    ...sourceOf(listed['source']),
    raw: JSON.stringify(listed),
    tree_hash: version.contentDigest,
    findings: JSON.stringify([...version.findings, ...findings]),
    commit_sha: commit,
    updated_at: at,
    listing: 'listed',
    version_id: versionId(version),
    served_id: servedId,
  };
};

/** The row of a plugin that is listed no more, or not as it can be used: what was there before stays. */
export const keptRow = (
  { marketplace_id: _, ...before }: PluginRow,
  { listing, findings, at }: Pick<Around, 'findings' | 'at'> & { readonly listing: Listing },
): PluginDraft => ({ ...before, listing, findings: JSON.stringify(findings), updated_at: at });

/** What no sync decides about. */
const untouched = (before: PluginRow | undefined, at: Date) => ({
  first_seen: before?.first_seen ?? at,
  disabled_at: before?.disabled_at ?? null,
  disabled_by: before?.disabled_by ?? null,
  disabled_reason: before?.disabled_reason ?? null,
});

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const authorOf = (author: unknown): string | null =>
  typeof author === 'object' && author !== null && 'name' in author ? textOf(author.name) : textOf(author);

const sourceOf = (source: unknown): Pick<PluginDraft, 'source_type' | 'source_spec'> => {
  const kind =
    typeof source === 'object' && source !== null && 'source' in source ? source.source : undefined;
  return { source_type: textOf(kind) ?? 'relative', source_spec: JSON.stringify(source ?? null) };
};
