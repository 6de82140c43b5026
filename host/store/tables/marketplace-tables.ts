import type { Instant, Json, MaybeInstant } from './column-types.ts';

/** Registered marketplaces and what is served of them; see docs/marketplaces.md. */
export interface MarketplaceTables {
  /** Key: id, the slug. */
  marketplace_registry: {
    id: string;
    name: string;
    url: string;
    /** A branch or tag; null: the head of the repository. */
    branch: string | null;
    /** A tag or commit; null: whatever the branch is at. */
    pin: string | null;
    /** The commit that the pin stood for when it was first found. */
    pin_commit: string | null;
    /** Null: versions that run something new or come from elsewhere wait for a yes. */
    review_mode: string | null;
    token_secret: string | null;
    description: string | null;
    registered_by: string | null;
    registered_at: Instant;
    /** new, ok or failed. */
    state: string;
    last_tried_at: MaybeInstant;
    last_synced_at: MaybeInstant;
    last_commit_sha: string | null;
    last_error: string | null;
    /** The rules it was last read by; by others the same commit is read again. */
    read_by: string | null;
    /** The name that its manifest gives it. */
    catalog_name: string | null;
    /** Findings of the last sync. */
    problems: Json | null;
    /** Plugins of the host that its repository offers. */
    host_plugins: Json | null;
  };
  /** Key: (marketplace_id, name). What was ever listed stays until somebody removes it. */
  marketplace_plugins: {
    marketplace_id: string;
    name: string;
    description: string | null;
    version: string | null;
    author_name: string | null;
    homepage: string | null;
    category: string | null;
    source_type: string | null;
    source_spec: Json | null;
    raw: Json | null;
    /** Digest of the content that is listed now. */
    tree_hash: string | null;
    findings: Json | null;
    commit_sha: string;
    updated_at: Instant;
    first_seen: Instant;
    /** listed, broken or delisted. */
    listing: string;
    /** The version that is listed now. */
    version_id: string | null;
    /** The version that is served; null: none was approved yet. */
    served_id: string | null;
    /** The kill switch; it outlives every sync. */
    disabled_at: MaybeInstant;
    disabled_by: string | null;
    disabled_reason: string | null;
  };
  /** Key: id, within a plugin. */
  marketplace_plugin_versions: {
    /** SHA-256 over content and entry: what is reviewed as one. */
    id: string;
    marketplace_id: string;
    name: string;
    declared_version: string | null;
    content_digest: string;
    /** The key by which a sync knows that it need not be read again. */
    version_key: string;
    source_commit: string | null;
    bytes: number;
    /** The name that a client installs. */
    manifest_name: string;
    /** True: its `plugin.json` was written here. */
    is_written: boolean;
    /** Its entry as its marketplace wrote it. */
    entry: Json;
    /** ok, review or blocked. */
    verdict: string;
    /** approved, held, rejected or quarantined. */
    state: string;
    reason: string | null;
    is_external: boolean;
    is_version_reused: boolean;
    first_seen: Instant;
    decided_at: MaybeInstant;
    decided_by: string | null;
    /** The whole version, as it was read. */
    detail: Json;
  };
  /** Key: (user_id, marketplace_id, plugin). Whoever said nothing has what is optional. */
  marketplace_choices: {
    user_id: string;
    marketplace_id: string;
    plugin: string;
    enabled: boolean;
    changed_at: Instant;
  };
  /** Key: principal. What its repository is at. */
  feed_heads: {
    principal: string;
    commit: string;
    etag: string;
    /** True: its history began anew, and its client has not cloned since. */
    is_reset: boolean;
    /** True: its history holds what was switched off or quarantined since; only a new history ends that. */
    holds_killed: boolean;
    updated_at: Instant;
  };
  /** Key: commit. Out of these a repository that is not kept any more is built again, with the same ids. */
  marketplace_feed_commits: {
    commit: string;
    parent: string | null;
    etag: string;
    feed: Json;
    /** Commits of its history, with itself. */
    depth: number;
    /** Of the whole history. */
    bytes: number;
    created_at: Instant;
  };
  /** Key: (principal, marketplace_id, plugin, content_digest, channel). */
  marketplace_deliveries: {
    principal: string;
    marketplace_id: string;
    plugin: string;
    content_digest: string;
    version: string;
    /** zip or git. */
    channel: string;
    first_at: Instant;
    last_at: Instant;
  };
}
