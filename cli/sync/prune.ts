import type { HttpClient } from '../http/client.ts';
import type { Departed } from './plan.ts';
import type { SyncedTable } from './state.ts';
import type { Store } from './store.ts';

/** What pruning works with. */
export interface PruneDeps {
  readonly http: HttpClient;
  readonly store: Store;
  /** What the state will say; pruned tables are taken out. */
  readonly tables: Map<string, SyncedTable>;
  readonly keepDeleted: boolean;
}

/** Removes tables that are no longer for this workspace, and answers which. */
export const pruneTables = async (
  departed: readonly Departed[],
  { http, store, tables, keepDeleted }: PruneDeps,
): Promise<readonly Departed[]> => {
  const removed: Departed[] = [];
  for (const table of departed) {
    if (keepDeleted && (await isDeleted(http, table))) continue;
    // The files first: after a crash the state still names the table, and the next sync goes on.
    await store.remove(table.id);
    tables.delete(table.id);
    removed.push(table);
  }
  return removed;
};

/** Only 404 says that a table is gone. 403 is a revocation, or a server that will not tell: both count as one. */
const isDeleted = async (http: HttpClient, { id, reason }: Departed): Promise<boolean> => {
  if (reason !== 'not_listed') return false;
  const answer = await http.send({ method: 'HEAD', path: `/api/data/${encodeURIComponent(id)}/download` });
  answer.resume();
  return answer.statusCode === 404;
};
