import type { CatalogProfile, CatalogTable, Column } from '@agnes/sdk';
import type { Lake } from '../lake/lake.ts';
import type { Profiles } from '../lake/profile/profiles.ts';
import type { ProfileHead } from '../lake/profile/repository.ts';
import type { Published } from '../lake/table-state.ts';
import type { ColumnMetadata } from '../registry/metadata/column-metadata.ts';
import type { Registry } from '../registry/registry.ts';
import type { KeptDescription } from '../registry/remote/description-repository.ts';
import type { Descriptions } from '../registry/remote/descriptions.ts';
import type { Table } from '../registry/table.ts';

interface Parts {
  readonly registry: Pick<Registry, 'tables'>;
  readonly lake: Pick<Lake, 'published'>;
  readonly profiles: Pick<Profiles, 'heads'>;
  readonly columnMetadata: Pick<ColumnMetadata, 'descriptions'>;
  readonly descriptions: Pick<Descriptions, 'all'>;
}

/** Every registered table as plugins may read it: copies, for their code is not ours. */
export const pluginCatalog = async ({
  registry,
  lake,
  profiles,
  columnMetadata,
  descriptions: remote,
}: Parts): Promise<readonly CatalogTable[]> => {
  const published = new Map(lake.published().map((table) => [table.id, table]));
  const heads = await profiles.heads();
  const descriptions = await columnMetadata.descriptions();
  const described = await remote.all();
  return (await registry.tables()).map((table) => {
    const [data, head] = [published.get(table.id), heads.get(table.id)];
    return {
      ...namesOf(table),
      ...dataOf(data),
      columns: columnsOf(namesIn(head, described.get(table.id)), descriptions.get(table.id)),
      ...(head && data && { profile: profileOf(head, data) }),
    };
  });
};

const namesOf = ({
  id,
  name,
  description,
  folder,
  sourceType,
  sourceSlug,
  bucket,
  sourceTable,
  options,
}: Table) => ({
  id,
  name,
  ...(description !== undefined && { description }),
  ...(folder !== undefined && { folder }),
  ...(sourceType !== undefined && { sourceType }),
  ...(sourceSlug !== undefined && { source: sourceSlug }),
  ...(bucket !== undefined && { bucket }),
  ...(sourceTable !== undefined && { sourceTable }),
  ...(options.catalog_fqn && { catalogFqn: options.catalog_fqn }),
});

const dataOf = (
  data: Published | undefined,
): Pick<CatalogTable, 'rows' | 'sizeBytes' | 'lastSync' | 'freshness'> => {
  if (!data) return { freshness: 'never' };
  const { rows, sizeBytes, lastSync, status } = data;
  const freshness = status === 'ok' ? 'fresh' : 'stale';
  return { rows, sizeBytes, freshness, ...(lastSync && { lastSync: new Date(lastSync) }) };
};

/** Of a table that stays at its source, what that says. */
const namesIn = (head: ProfileHead | undefined, remote: KeptDescription | undefined): readonly Column[] =>
  head?.summary.columns.map(([name, type]) => ({ name, type })) ?? remote?.description.columns ?? [];

const columnsOf = (columns: readonly Column[], said: ReadonlyMap<string, string> | undefined) =>
  columns.map(({ name, type }) => {
    const description = said?.get(name);
    return { name, type, ...(description !== undefined && { description }) };
  });

const profileOf = ({ version, profiledAt, summary }: ProfileHead, data: Published): CatalogProfile => ({
  profiledAt: new Date(profiledAt),
  isCurrent: version === data.version,
  sampled: summary.sampled,
  avgCompleteness: summary.avg_completeness,
  missingCellsPct: summary.missing_cells_pct,
  duplicateRows: summary.duplicate_rows,
  alerts: summary.alerts,
});
