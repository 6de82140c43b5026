import { isPlatformError, type PlannedTable } from '@agnes/sdk';
import type { Failure } from '@agnes/sdk/extract';
import { runConnector } from '../kernel/connector-run.ts';
import type { ConnectorOutcome } from '../kernel/connector-run-order.ts';
import type { LoadedConnector } from '../kernel/loaded.ts';
import type { Table } from '../registry/table.ts';
import { orderFor } from './connector-order.ts';
import { reasonOf } from './outcome.ts';
import { sourceStates } from './repository.ts';
import { leftOut, nothingToKeep } from './run-errors.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';
import type { InputFile, TableError } from './take-in-messages.ts';

/** A table the connector has read, and what it wants to be told next time. */
export interface ReadTable {
  readonly table: Table;
  readonly files: readonly InputFile[];
  readonly maxRows?: number;
  readonly state?: unknown;
}

/** What a connector came back with. Tables that failed are settled already. */
export interface SourceRead {
  readonly connector: LoadedConnector;
  /** When reading began: data is as fresh as that, whatever came in meanwhile. */
  readonly extractedAt: number;
  readonly read: readonly ReadTable[];
  readonly unchanged: readonly Omit<ReadTable, 'files'>[];
  /** Folders, besides staging, that the files may lie in. */
  readonly readable: readonly string[];
}

/** Runs the connector over the tables that the plugins leave in the plan. */
export const readSource = async (
  task: SourceTask,
  deps: SourceRunDeps,
  staging: string,
): Promise<SourceRead> => {
  const order = await orderFor(task.source, deps);
  const planned = await planSource(task, deps);
  const extractedAt = deps.now();
  const outcome =
    planned.length === 0
      ? nothing
      : await runConnector({
          ...order,
          command: 'read',
          tables: planned,
          staging,
          signal: task.signal,
          onProgress: ({ message }) => message !== undefined && task.log(message),
          log: task.log,
        });
  // What a stopped connector had finished is not published: the run as a whole was not wanted.
  task.signal.throwIfAborted();
  return {
    connector: order.plugin,
    extractedAt,
    readable: order.readable,
    ...sortOut(task, { planned, outcome, shown: deps.lake.current().tables }),
  };
};

const nothing: ConnectorOutcome = { ok: true, tables: [], discovered: [] };

/** Asks the plugins. A veto is a reason to skip; a plugin that fails to answer is a reason to fail. */
const planSource = async (task: SourceTask, deps: SourceRunDeps): Promise<readonly PlannedTable[]> => {
  const { source, tables, outcomes } = task;
  const { slug, type } = source;
  try {
    const named = tables.map(({ id, name }) => ({ id, name }));
    const plan = await deps.hooks.beforeExtract({ source: { slug, type }, tables: named });
    const limits = new Map(plan.tables.map(({ id, maxRows }) => [id, maxRows]));
    for (const table of tables) {
      if (!limits.has(table.id)) outcomes.skip(table, reasonOf(leftOut({ table: table.name })));
    }
    const states = task.force ? new Map() : await sourceStates(deps.store.read, source.id);
    const { tables: shown } = deps.lake.current();
    const kept = tables.filter(({ id }) => limits.has(id));
    return kept.map((table) =>
      plannedTable(table, {
        maxRows: limits.get(table.id),
        // What cannot be read any more is read anew, whatever the connector remembers of it.
        state: shown.has(table.id) ? states.get(table.id) : undefined,
      }),
    );
  } catch (cause) {
    if (!isPlatformError(cause) || cause.code !== 'vetoed') throw cause;
    for (const table of tables) outcomes.skip(table, reasonOf(cause));
    return [];
  }
};

const plannedTable = (
  table: Table,
  { maxRows, state }: { readonly maxRows: number | undefined; readonly state: unknown },
): PlannedTable => ({
  id: table.id,
  name: table.name,
  strategy: table.syncStrategy,
  primaryKey: table.primaryKey,
  ...(table.bucket !== undefined && { bucket: table.bucket }),
  ...(table.sourceTable !== undefined && { sourceTable: table.sourceTable }),
  ...(maxRows !== undefined && { maxRows }),
  ...(state !== undefined && { state }),
});

interface Ended {
  readonly planned: readonly PlannedTable[];
  readonly outcome: ConnectorOutcome;
  /** Tables that readers see. */
  readonly shown: ReadonlyMap<string, unknown>;
}

const sortOut = (
  { tables, outcomes }: SourceTask,
  { planned, outcome, shown }: Ended,
): Pick<SourceRead, 'read' | 'unchanged'> => {
  const byId = new Map(tables.map((table) => [table.id, table]));
  const limits = new Map(planned.map(({ id, maxRows }) => [id, maxRows]));
  const read: ReadTable[] = [];
  const unchanged: Omit<ReadTable, 'files'>[] = [];
  for (const one of outcome.tables) {
    const table = byId.get(one.id);
    if (!table) continue;
    if (one.status === 'failed') outcomes.fail(table, failureReason(one.error));
    else if (one.status === 'read') read.push({ ...keptOf(table, one, limits), files: one.files });
    else if (shown.has(one.id)) unchanged.push(keptOf(table, one, limits));
    else outcomes.fail(table, reasonOf(nothingToKeep({ table: table.name })));
  }
  return { read, unchanged };
};

const keptOf = (
  table: Table,
  { state }: { readonly state?: unknown },
  limits: ReadonlyMap<string, number | undefined>,
): Omit<ReadTable, 'files'> => {
  const maxRows = limits.get(table.id);
  return { table, ...(state !== undefined && { state }), ...(maxRows !== undefined && { maxRows }) };
};

const failureReason = ({ code, message, hint, retryable }: Failure): TableError => ({
  code,
  message,
  retryable,
  remedy: hint,
});
