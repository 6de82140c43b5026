import { sql } from 'kysely';
import type { Migration } from '../migrate/migration.ts';

const columns = 'content text not null, updated_at timestamptz not null, updated_by text';

const statements: readonly string[] = [
  `create table welcome_template (${columns})`,
  `create table claude_md_template (${columns})`,
];

/** Prompts that administrators wrote. */
export const migration: Migration = {
  version: 39,
  name: 'prompt-templates',
  summary: 'Adds the templates of prompts.',
  source: import.meta.url,
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
