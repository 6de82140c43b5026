import type { Access } from '../access/access.ts';
import type { CatalogEntries } from '../lake/enrichment/catalog-entries.ts';
import type { Lake } from '../lake/lake.ts';
import { Metrics } from '../metrics/metrics.ts';
import type { RemoteQueries } from '../query/engines/remote-queries.ts';
import type { RemoteTables } from '../query/engines/remote-tables.ts';
import type { QueryPool } from '../query/pool.ts';
import type { Queries } from '../query/queries.ts';
import type { ColumnMetadata } from '../registry/metadata/column-metadata.ts';
import type { Registry } from '../registry/registry.ts';
import type { Descriptions } from '../registry/remote/descriptions.ts';
import { newId } from '../store/new-id.ts';
import { Discovery } from '../v2/discovery.ts';
import { KnownTables } from '../v2/known-tables.ts';
import { Scans } from '../v2/scans.ts';
import type { Outside } from './outside.ts';

/* What tells of tables one by one, scans them, and says what is counted in them. */

interface KnownParts extends Outside {
  readonly access: Access;
  readonly registry: Registry;
  readonly lake: Lake;
  readonly descriptions: Descriptions;
  readonly remoteTables: RemoteTables;
  readonly queries: Queries;
}

export const knownTablesOf = (parts: KnownParts) => {
  const { access, registry, lake, descriptions, remoteTables, queries, plugins, now } = parts;
  return new KnownTables({
    ...{ access, registry, lake, descriptions, remoteTables, queries, now },
    connectors: plugins,
  });
};

interface DiscoveryParts extends KnownParts {
  readonly knownTables: KnownTables;
  readonly catalogEntries: CatalogEntries;
  readonly columnMetadata: ColumnMetadata;
}

export const discoveryOf = (parts: DiscoveryParts) => {
  const { access, registry, lake, descriptions, queries, catalogEntries, columnMetadata, now } = parts;
  return new Discovery({
    ...{ access, registry, lake, descriptions, queries, catalogEntries, columnMetadata, now },
    known: parts.knownTables,
  });
};

interface ScanParts extends KnownParts {
  readonly knownTables: KnownTables;
  readonly pool: QueryPool;
  readonly remoteQueries: RemoteQueries;
}

export const scansOf = (parts: ScanParts) => {
  const { knownTables: known, queries, pool, remoteQueries, lake, descriptions } = parts;
  const { max_limit, max_result_bytes, request_timeout_seconds, bq_cost_per_tb_usd, confirm_above_usd } =
    parts.config.api.scan;
  return new Scans({
    ...{ known, queries, pool, remoteQueries, lake, descriptions, newId },
    limits: {
      rows: max_limit,
      bytes: max_result_bytes,
      timeoutMs: request_timeout_seconds * 1_000,
      dollarsPerTebibyte: bq_cost_per_tb_usd,
      confirmAboveDollars: confirm_above_usd,
    },
  });
};

export const metricsOf = ({ store, access, registry, pool, now }: ScanParts) =>
  new Metrics({ store, access, registry, pool, now });
