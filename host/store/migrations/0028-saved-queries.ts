import { sql } from 'kysely';
import type { Migration } from '../migrate/migration.ts';

const statements: readonly string[] = [
  `create table saved_queries (
    id text not null, user_id text not null, name text not null, sql_text text not null, description text,
    created_at timestamptz not null, updated_at timestamptz not null
  )`,
];

/** Statements that people keep. */
export const migration: Migration = {
  version: 28,
  name: 'saved-queries',
  summary: 'Adds statements that people have saved under a name.',
  source: import.meta.url,
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
