import type { Migration } from './migrate/migration.ts';
import { migration as baseline } from './migrations/0024-baseline.ts';
import { migration as identity } from './migrations/0025-identity.ts';
import { migration as engine } from './migrations/0026-engine.ts';
import { migration as connectors } from './migrations/0027-connectors.ts';
import { migration as savedQueries } from './migrations/0028-saved-queries.ts';
import { migration as queryJobs } from './migrations/0029-query-jobs.ts';
import { migration as queryLog } from './migrations/0030-query-log.ts';
import { migration as pluginGenerations } from './migrations/0031-plugin-generations.ts';
import { migration as pluginSettings } from './migrations/0032-plugin-settings.ts';
import { migration as pluginLedger } from './migrations/0033-plugin-ledger.ts';
import { migration as marketplaces } from './migrations/0034-marketplaces.ts';
import { migration as corporateMemory } from './migrations/0035-corporate-memory.ts';
import { migration as metrics } from './migrations/0036-metrics.ts';
import { migration as applications } from './migrations/0037-applications.ts';
import { migration as uploads } from './migrations/0038-uploads.ts';
import { migration as promptTemplates } from './migrations/0039-prompt-templates.ts';

/** Every step of the schema, oldest first. A step that was released is never edited again. */
export const migrations: readonly Migration[] = [
  baseline,
  identity,
  engine,
  connectors,
  savedQueries,
  queryJobs,
  queryLog,
  pluginGenerations,
  pluginSettings,
  pluginLedger,
  marketplaces,
  corporateMemory,
  metrics,
  applications,
  uploads,
  promptTemplates,
];
