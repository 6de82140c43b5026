import { bigqueryOperations } from './bigquery/operations.ts';
import { probeOperations } from './sources/probe-operations.ts';
import { sourceOperations } from './sources/source-operations.ts';
import { discoverOperations } from './tables/discover-operations.ts';
import { tableOperations } from './tables/table-operations.ts';

/** Everything that can be asked of sources and registered tables over HTTP. */
export const registryOperations = [
  ...tableOperations,
  ...discoverOperations,
  ...sourceOperations,
  ...probeOperations,
  ...bigqueryOperations,
] as const;
