import type { AuditTables } from './tables/audit-tables.ts';
import type { BookkeepingTables } from './tables/bookkeeping-tables.ts';
import type { CatalogTables } from './tables/catalog-tables.ts';
import type { ConnectorTables } from './tables/connector-tables.ts';
import type { IdentityTables } from './tables/identity-tables.ts';
import type { JobTables } from './tables/job-tables.ts';
import type { MarketplaceTables } from './tables/marketplace-tables.ts';
import type { MemoryTables } from './tables/memory-tables.ts';
import type { MetricTables } from './tables/metric-tables.ts';
import type { PluginLedgerTables } from './tables/plugin-ledger-tables.ts';
import type { PluginTables } from './tables/plugin-tables.ts';
import type { PromptTables } from './tables/prompt-tables.ts';
import type { QueryJobTables } from './tables/query-job-tables.ts';
import type { QueryLogTables } from './tables/query-log-tables.ts';
import type { RegistryTables } from './tables/registry-tables.ts';
import type { SavedQueryTables } from './tables/saved-query-tables.ts';
import type { SyncTables } from './tables/sync-tables.ts';
import type { UploadTables } from './tables/upload-tables.ts';

/** Every table of the system database. Keys and references are kept by the repositories; see docs/state.md. */
export interface Tables
  extends AuditTables,
    BookkeepingTables,
    CatalogTables,
    ConnectorTables,
    IdentityTables,
    JobTables,
    MarketplaceTables,
    MemoryTables,
    MetricTables,
    PluginLedgerTables,
    PluginTables,
    PromptTables,
    QueryJobTables,
    QueryLogTables,
    RegistryTables,
    SavedQueryTables,
    SyncTables,
    UploadTables {}
