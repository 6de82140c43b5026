import { sql } from 'kysely';
import type { Migration } from '../migrate/migration.ts';

const statement = `create table plugin_generations (
  generation bigint not null, parent bigint, status text not null, lock json not null, lock_sha256 text not null,
  plan json, reason text, created_at timestamptz not null, created_by text, approved_by text,
  activated_at timestamptz, committed_at timestamptz
)`;

/** What became of each set of plugins. */
export const migration: Migration = {
  version: 31,
  name: 'plugin-generations',
  summary: 'Adds what became of each generation of plugins.',
  source: import.meta.url,
  async up(db) {
    await sql.raw(statement).execute(db);
  },
};
