import { sql } from 'kysely';
import type { Migration } from '../../../host/store/migrate/migration.ts';
import { migrations } from '../../../host/store/migrations.ts';

/** The version that this host knows. */
export const newest = migrations.at(-1)?.version ?? 0;

const step: Migration = {
  version: newest + 1,
  name: 'badges',
  summary: 'Adds a table and moves what users hold into it.',
  source: import.meta.url,
  async up(db) {
    await sql`create table badges (user_id text not null, label text not null)`.execute(db);
    await sql`insert into badges select id, name from users`.execute(db);
    await sql`update users set name = null`.execute(db);
  },
};

/** What the next release might know: everything of this one and a step more. */
export const nextRelease: readonly Migration[] = [...migrations, step];

/** One more step on top of others, which does what a test says. */
export const stepAfter = (steps: readonly Migration[], up: Migration['up']): Migration => ({
  version: (steps.at(-1)?.version ?? 0) + 1,
  name: 'test',
  summary: 'Does what the test says.',
  source: import.meta.url,
  up,
});
