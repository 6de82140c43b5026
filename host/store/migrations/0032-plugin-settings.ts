import { sql } from 'kysely';
import type { Migration } from '../migrate/migration.ts';

const statements = [
  `create table plugins (
    id text not null, state text not null, reason text, since timestamptz not null, owner text, next_action text,
    active_version text, available_version text, trust text not null, tree_hash text, disabled_by text, breaker json,
    updated_at timestamptz not null
  )`,
  `create table plugin_config (
    plugin_id text not null, generation bigint not null, config_version integer not null, config json not null,
    secret_refs json not null, overlay json not null
  )`,
  `create table plugin_plans (
    id text not null, hash text not null, plan json not null, created_at timestamptz not null,
    expires_at timestamptz not null
  )`,
];

/** What plugins there are, what their settings were in each generation, and plans that were made. */
export const migration: Migration = {
  version: 32,
  name: 'plugin-settings',
  summary: 'Adds plugins as they are, their settings in each generation, and plans that were made.',
  source: import.meta.url,
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
