import type { Migration } from '../migrate/migration.ts';

/** Holds the place of saved queries. */
export const migration: Migration = {
  version: 28,
  name: 'held',
  summary: 'Changes nothing.',
  source: import.meta.url,
  async up() {},
};
