import type { CatalogProfile, CatalogTable } from '@agnes/sdk';

interface Choice {
  readonly generation: number;
  /** Names or ids; absent: all. */
  readonly tables: readonly string[] | undefined;
}

/** The catalog as it leaves: keys as in the HTTP API, times in UTC. */
export const catalogDocument = (
  catalog: readonly CatalogTable[],
  { generation, tables }: Choice,
): object => ({
  format: 1,
  generation,
  tables: catalog
    .filter(({ id, name }) => tables === undefined || tables.includes(name) || tables.includes(id))
    .map(tableOf),
});

const tableOf = (table: CatalogTable): object => ({
  id: table.id,
  name: table.name,
  description: table.description ?? null,
  folder: table.folder ?? null,
  source: table.source ?? null,
  source_type: table.sourceType ?? null,
  rows: table.rows ?? null,
  size_bytes: table.sizeBytes ?? null,
  last_sync: table.lastSync ? instant(table.lastSync) : null,
  freshness: table.freshness,
  columns: table.columns.map(({ name, type, description = null }) => ({ name, type, description })),
  profile: table.profile ? profileOf(table.profile) : null,
});

const profileOf = (profile: CatalogProfile): object => ({
  profiled_at: instant(profile.profiledAt),
  is_current: profile.isCurrent,
  sampled: profile.sampled,
  avg_completeness: profile.avgCompleteness,
  missing_cells_pct: profile.missingCellsPct,
  duplicate_rows: profile.duplicateRows,
  alerts: profile.alerts,
});

const instant = (date: Date): string => date.toISOString().replace('Z', '+00:00');
