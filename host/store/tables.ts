import type { AuditTables } from './audit-tables.ts';
import type { BookkeepingTables } from './bookkeeping-tables.ts';
import type { IdentityTables } from './identity-tables.ts';
import type { JobTables } from './job-tables.ts';
import type { RegistryTables } from './registry-tables.ts';
import type { SyncTables } from './sync-tables.ts';

/** Every table of the system database. Keys and references are kept by the repositories; see docs/state.md. */
export interface Tables
  extends AuditTables,
    BookkeepingTables,
    IdentityTables,
    JobTables,
    RegistryTables,
    SyncTables {}
