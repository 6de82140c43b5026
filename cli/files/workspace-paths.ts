import { join } from 'node:path';

/** Where the state of a workspace lies. */
export const statePath = (workspace: string): string => join(workspace, '.agnes', 'sync_state.json');

/** Where the lock of a running sync lies. */
export const lockPath = (workspace: string): string => join(workspace, '.agnes', 'lock');

/** Where the local database of a workspace lies. */
export const databasePath = (workspace: string): string =>
  join(workspace, 'user', 'duckdb', 'analytics.duckdb');
