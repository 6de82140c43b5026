import type { DiscoveredTable } from '@agnes/sdk';
import { severalSources } from '../errors.ts';
import { idOfUpstream } from '../identifier.ts';
import type { Registry } from '../registry.ts';
import type { Source } from '../source.ts';
import type { Table } from '../table.ts';

/** The source that is meant: the named one, else the only one there is. */
export const chosenSource = async (
  registry: Pick<Registry, 'source' | 'sources'>,
  connection: string | undefined,
): Promise<Source | undefined> => {
  if (connection !== undefined) return await registry.source(connection);
  const sources = await registry.sources();
  if (sources.length > 1) throw severalSources({ connections: sources.map(({ slug }) => slug) });
  return sources[0];
};

/** What a source calls a table: its own word for it, else its bucket and its name there. */
const upstreamIdOf = ({ upstreamId, bucket, sourceTable }: DiscoveredTable): string =>
  upstreamId ?? (bucket === undefined || bucket === '' ? sourceTable : `${bucket}.${sourceTable}`);

/** The id a found table gets. */
export const idOfDiscovered = (found: DiscoveredTable): string => idOfUpstream(upstreamIdOf(found));

/** The registered table that reads what was found, or has its id. */
export const registeredAs = (
  found: DiscoveredTable,
  source: Source,
  tables: readonly Table[],
): Table | undefined =>
  tables.find(
    ({ id, sourceId, bucket, sourceTable }) =>
      id === idOfDiscovered(found) ||
      (sourceId === source.id && bucket === found.bucket && sourceTable === found.sourceTable),
  );

/** A found table as the list of what could be registered shows it. */
export const foundOnWire = (found: DiscoveredTable) => ({
  id: upstreamIdOf(found),
  name: found.name,
  bucket_id: found.bucket ?? null,
  bucket_name: found.bucketName ?? found.bucket ?? null,
  source_table: found.sourceTable,
  description: found.description ?? null,
  columns: (found.columns ?? []).map(({ name }) => name),
  row_count: found.rows ?? null,
  size_bytes: found.sizeBytes ?? null,
  primary_key: found.primaryKey ?? [],
  last_change: found.lastChange ?? null,
  last_import: found.lastImport ?? null,
});

/** The same for BigQuery: datasets first, then the tables of one. */
export const datasetsOnWire = (
  found: readonly DiscoveredTable[],
  { dataset, project }: { readonly dataset: string | undefined; readonly project: unknown },
) => {
  const full = (...names: readonly string[]) =>
    [...(typeof project === 'string' ? [project] : []), ...names].join('.');
  if (dataset === undefined) {
    const names = [...new Set(found.flatMap(({ bucket }) => bucket ?? []))].sort();
    const datasets = names.map((name) => ({ dataset_id: name, full_id: full(name) }));
    return { datasets, count: datasets.length };
  }
  const tables = found
    .filter(({ bucket }) => bucket === dataset)
    .map(({ sourceTable, kind = 'table' }) => ({
      table_id: sourceTable,
      table_type: kind.toUpperCase(),
      full_id: full(dataset, sourceTable),
    }));
  return { tables, count: tables.length, dataset };
};
