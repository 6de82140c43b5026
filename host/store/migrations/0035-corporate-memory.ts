import { sql } from 'kysely';
import type { Migration } from '../migrate/migration.ts';

const statements: readonly string[] = [
  `create table knowledge_items (
    id text not null, title text not null, content text not null default '', category text, tags json,
    status text not null default 'pending', contributors json, source_user text, author_id text, audience text,
    confidence double precision, domain text, entities json,
    source_type text not null default 'claude_local_md', source_ref text, valid_from timestamptz,
    valid_until timestamptz, supersedes text, sensitivity text not null default 'internal',
    is_personal boolean not null default false, created_at timestamptz not null, updated_at timestamptz not null
  )`,
  `create table knowledge_votes (
    item_id text not null, user_id text not null, vote integer not null, voted_at timestamptz not null
  )`,
  `create table knowledge_contradictions (
    id text not null, item_a_id text not null, item_b_id text not null, explanation text, severity text,
    suggested_resolution json, resolved boolean not null default false, resolved_by text,
    resolved_at timestamptz, resolution text, applied json, detected_at timestamptz not null
  )`,
  `create table knowledge_item_relations (
    item_a_id text not null, item_b_id text not null, relation_type text not null, score double precision,
    resolved boolean not null default false, resolved_by text, resolved_at timestamptz, resolution text,
    created_at timestamptz not null
  )`,
  `create table verification_evidence (
    id text not null, item_id text not null, source_user text, source_ref text, detection_type text,
    user_quote text, created_at timestamptz not null
  )`,
];

/** What people know about the company's data, and who decided that it counts. */
export const migration: Migration = {
  version: 35,
  name: 'corporate-memory',
  summary: 'Adds the corporate memory: items, votes, contradictions, likely duplicates, evidence.',
  source: import.meta.url,
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
