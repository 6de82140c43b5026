import type { TableMode } from '@agnes/sdk';
import type { Failure } from '@agnes/sdk/extract';
import { runConnector } from '../kernel/connector-run.ts';
import { limitsOf } from '../kernel/connector-run-limits.ts';
import type { ConnectorOutcome } from '../kernel/connector-run-order.ts';
import type { LoadedConnector } from '../kernel/loaded.ts';
import { orderFor } from './connector-order.ts';
import type { InputFile } from './input-file.ts';
import { reasonOf } from './outcome.ts';
import { type PlannedRead, planSource } from './plan-source.ts';
import { nothingToKeep } from './run-errors.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';
import type { TableError } from './take-in-messages.ts';

/** A table the connector has found as it was, and what it wants to be told next time. */
export interface KeptTable extends PlannedRead {
  readonly state?: unknown;
}

/** A table the connector has read. */
export interface ReadTable extends KeptTable {
  readonly mode: TableMode;
  readonly files: readonly InputFile[];
  readonly deletes?: InputFile;
  readonly gone?: readonly string[];
  readonly cursor?: string;
}

/** What a connector came back with. Tables that failed are settled already. */
export interface SourceRead {
  readonly connector: LoadedConnector;
  /** How long taking it in may last. */
  readonly timeoutMs: number;
  /** When reading began: data is as fresh as that, whatever came in meanwhile. */
  readonly extractedAt: number;
  readonly read: readonly ReadTable[];
  readonly unchanged: readonly KeptTable[];
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
          tables: planned.map((one) => one.planned),
          ...(task.deliveries.length > 0 && handed(task, order.readable)),
          staging,
          signal: task.signal,
          onProgress: ({ message }) => message !== undefined && task.log(message),
          log: task.log,
        });
  // What a stopped connector had finished is not published: the run as a whole was not wanted.
  task.signal.throwIfAborted();
  return {
    connector: order.plugin,
    timeoutMs: limitsOf(order.limits, order.plugin.manifest).timeoutSec * 1000,
    extractedAt,
    readable: [...order.readable, ...(order.kept === undefined ? [] : [order.kept])],
    ...sortOut(task, { planned, outcome, shown: deps.lake.current().tables }),
  };
};

// File by file: a run that was granted their folder would have all of it searched for links.
const handed = ({ deliveries }: SourceTask, readable: readonly string[]) => ({
  deliveries,
  readable: [...readable, ...deliveries.map(({ path }) => path)],
});

const nothing: ConnectorOutcome = { ok: true, tables: [], discovered: [], notices: [] };

interface Ended {
  readonly planned: readonly PlannedRead[];
  readonly outcome: ConnectorOutcome;
  /** Tables that readers see. */
  readonly shown: ReadonlyMap<string, unknown>;
}

const sortOut = (
  { outcomes }: SourceTask,
  { planned, outcome, shown }: Ended,
): Pick<SourceRead, 'read' | 'unchanged'> => {
  const byId = new Map(planned.map((one) => [one.table.id, one]));
  const read: ReadTable[] = [];
  const unchanged: KeptTable[] = [];
  for (const { id, ...one } of outcome.tables) {
    const known = byId.get(id);
    if (!known) continue;
    if (one.status === 'failed') outcomes.fail(known.table, failureReason(one.error));
    else if (one.status === 'read') read.push({ ...known, ...one });
    else if (shown.has(id)) unchanged.push({ ...known, ...one });
    else outcomes.fail(known.table, reasonOf(nothingToKeep({ table: known.table.name })));
  }
  return { read, unchanged };
};

const failureReason = ({ code, message, hint, retryable, retryAfter }: Failure): TableError => ({
  code,
  message,
  retryable,
  remedy: hint,
  ...(retryAfter !== undefined && { retryAfter }),
});
