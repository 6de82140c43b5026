import type { PlannedTable } from '@agnes/sdk';
import { isPlatformError } from '@agnes/sdk/errors';
import type { LoadedConnector } from '../kernel/loaded.ts';
import type { Table } from '../registry/table.ts';
import { reasonOf } from './outcome.ts';
import { plannedTable } from './planned-table.ts';
import { type Refresh, type RefreshMemory, type RefreshTerms, refreshOf } from './refresh.ts';
import { leftOut } from './run-errors.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';
import { type SourceMemory, sourceStates } from './state-repository.ts';

/** A table that is read, and how. */
export interface PlannedRead {
  readonly table: Table;
  readonly planned: PlannedTable;
  /** Of what the connector that reads it remembers; plugins may be replaced while it reads. */
  readonly stateVersion: number;
  readonly refresh: Refresh;
  readonly memory?: RefreshMemory;
  /** Columns that plugins want figures of. */
  readonly measure: readonly string[];
}

/** Asks the plugins. A veto is a reason to skip; a plugin that fails to answer is a reason to fail. */
export const planSource = async (
  task: SourceTask,
  { manifest }: Pick<LoadedConnector, 'manifest'>,
  deps: SourceRunDeps,
): Promise<readonly PlannedRead[]> => {
  const { source, tables, outcomes } = task;
  const { slug, type } = source;
  try {
    const named = tables.map(({ id, name }) => ({ id, name }));
    const plan = await deps.hooks.beforeExtract({ source: { slug, type }, tables: named });
    const wanted = new Map(plan.tables.map((table) => [table.id, table]));
    for (const table of tables) {
      if (!wanted.has(table.id)) outcomes.skip(table, reasonOf(leftOut({ table: table.name })));
    }
    const stateVersion = manifest.state?.version ?? 1;
    const states = await sourceStates(deps.store.read, { sourceId: source.id, version: stateVersion });
    const { tables: shown } = deps.lake.current();
    return tables.flatMap((table) => {
      const asked = wanted.get(table.id);
      // What cannot be read any more is read anew, whatever the connector remembers of it.
      const known = shown.has(table.id) ? states.get(table.id) : undefined;
      return asked
        ? [
            plannedRead(table, {
              asked,
              known,
              stateVersion,
              force: task.force,
              now: deps.now(),
              config: source.config,
            }),
          ]
        : [];
    });
  } catch (cause) {
    if (!isPlatformError(cause) || cause.code !== 'vetoed') throw cause;
    for (const table of tables) outcomes.skip(table, reasonOf(cause));
    return [];
  }
};

interface Asked extends RefreshTerms {
  readonly asked: { readonly maxRows?: number; readonly measure?: readonly string[] };
  readonly known: SourceMemory | undefined;
  readonly stateVersion: number;
}

const plannedRead = (table: Table, { asked, known, stateVersion, ...at }: Asked): PlannedRead => {
  const memory = known?.refresh;
  const refresh = refreshOf(table, memory, at);
  const state = refresh.isForced ? undefined : known?.state;
  return {
    table,
    refresh,
    stateVersion,
    planned: plannedTable(table, { maxRows: asked.maxRows, state, refresh }),
    measure: asked.measure ?? [],
    ...(memory && { memory }),
  };
};
