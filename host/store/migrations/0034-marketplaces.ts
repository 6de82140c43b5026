import { sql } from 'kysely';
import type { Migration } from '../migrate/migration.ts';

const statements: readonly string[] = [
  `create table marketplace_registry (
    id text not null, name text not null, url text not null, branch text, pin text, pin_commit text,
    review_mode text, token_secret text, description text, registered_by text, registered_at timestamptz not null,
    state text not null, last_tried_at timestamptz, last_synced_at timestamptz, last_commit_sha text,
    last_error text, read_by text, catalog_name text, problems json, host_plugins json
  )`,
  `create table marketplace_plugins (
    marketplace_id text not null, name text not null, description text, version text, author_name text,
    homepage text, category text, source_type text, source_spec json, raw json, tree_hash text, findings json,
    commit_sha text not null, updated_at timestamptz not null, first_seen timestamptz not null,
    listing text not null, version_id text, served_id text, disabled_at timestamptz, disabled_by text,
    disabled_reason text
  )`,
  `create table marketplace_plugin_versions (
    id text not null, marketplace_id text not null, name text not null, declared_version text,
    content_digest text not null, version_key text not null, source_commit text, bytes bigint not null,
    manifest_name text not null, is_written boolean not null, entry json not null,
    verdict text not null, state text not null, reason text, is_external boolean not null,
    is_version_reused boolean not null, first_seen timestamptz not null, decided_at timestamptz, decided_by text,
    detail json not null
  )`,
  `create table marketplace_choices (
    user_id text not null, marketplace_id text not null, plugin text not null, enabled boolean not null,
    changed_at timestamptz not null
  )`,
  `create table feed_heads (
    principal text not null, "commit" text not null, etag text not null, is_reset boolean not null,
    holds_killed boolean not null, updated_at timestamptz not null
  )`,
  `create table marketplace_feed_commits (
    "commit" text not null, parent text, etag text not null, feed json not null, depth bigint not null,
    bytes bigint not null, created_at timestamptz not null
  )`,
  `create table marketplace_deliveries (
    principal text not null, marketplace_id text not null, plugin text not null, content_digest text not null,
    version text not null, channel text not null, first_at timestamptz not null, last_at timestamptz not null
  )`,
];

/** Marketplaces that are registered, what they have, and who was served what of it. */
export const migration: Migration = {
  version: 34,
  name: 'marketplaces',
  summary: 'Adds marketplaces, their plugins with every version, and what people are served of them.',
  source: import.meta.url,
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
