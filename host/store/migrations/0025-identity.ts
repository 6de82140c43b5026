import { sql } from 'kysely';
import type { Migration } from '../migrate/migration.ts';

const statements: readonly string[] = [
  `create table desktop_links (
    jti text not null, user_id text not null, device_name text, token_hash text not null,
    created_at timestamptz not null, expires_at timestamptz not null, last_used_at timestamptz,
    revoked_at timestamptz
  )`,
  `create table outbox (
    id text not null, channel text not null, recipient text not null, template text not null,
    payload json not null, attempts integer not null default 0, next_attempt_at timestamptz not null,
    sent_at timestamptz, last_error text, created_at timestamptz not null
  )`,
  `create table rate_windows (
    key text not null, window_start timestamptz not null, hits integer not null, blocked_until timestamptz
  )`,
  `create table group_syncs (
    provider text not null, user_id text not null, synced_at timestamptz, failing_since timestamptz,
    suspended_at timestamptz, reason text
  )`,
  'alter table user_group_members add column expires_at timestamptz',
  'alter table personal_access_tokens add column reminded_at timestamptz',
];

/** What signing in, groups of identity providers and mail have to remember. */
export const migration: Migration = {
  version: 25,
  name: 'identity',
  summary:
    'Adds desktop links, outgoing mail, rate windows and group syncs; memberships may end, reminders are noted.',
  source: import.meta.url,
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
