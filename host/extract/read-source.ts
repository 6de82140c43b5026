import { sep } from 'node:path';
import type { PlannedTable } from '@agnes/sdk';
import type { Failure } from '@agnes/sdk/extract';
import { limitsOf } from '../kernel/connector-run-limits.ts';
import type { LoadedConnector } from '../kernel/loaded.ts';
import { orderFor, type SourceOrder } from './connector-order.ts';
import { driversOf } from './drivers.ts';
import { reasonOf } from './outcome.ts';
import type { PipedTables } from './piped-tables.ts';
import { type PlannedRead, planSource } from './plan-source.ts';
import { type Producer, producerOf } from './producer.ts';
import { type DrivenOutcome, type DrivenRead, type Piping, readByDrivers } from './read-by-drivers.ts';
import type { KeptTable, ReadTable } from './read-table.ts';
import { nothingToKeep } from './run-errors.ts';
import type { SourceRunDeps, SourceTask } from './source-run.ts';
import type { TableError } from './take-in-messages.ts';

/** What a connector came back with. Tables that failed are settled already. */
export interface SourceRead {
  readonly connector: LoadedConnector;
  /** Its code when reading began. */
  readonly producer: Producer;
  /** How long taking it in may last. */
  readonly timeoutMs: number;
  /** When reading began: data is as fresh as that, whatever came in meanwhile. */
  readonly extractedAt: number;
  readonly read: readonly ReadTable[];
  readonly unchanged: readonly KeptTable[];
  /** Folders, besides staging, that the files may lie in. */
  readonly readable: readonly string[];
}

/** Where a connector leaves what it reads. */
interface Places {
  readonly staging: string;
  readonly piped: PipedTables;
}

/** Runs the connector over the tables that the plugins leave in the plan. */
export const readSource = async (
  task: SourceTask,
  deps: SourceRunDeps,
  { staging, piped }: Places,
): Promise<SourceRead> => {
  const order = await orderFor(task.source, deps);
  const planned = await planSource(task, order.plugin, deps);
  const extractedAt = deps.now();
  const producer = producerOf(order.plugin);
  const outcome =
    planned.length === 0
      ? nothing
      : await readByDrivers(
          planned.map((one) => one.planned),
          {
            drivers: driversOf(order.plugin, order.config),
            extensions: deps.extensions,
            piping: pipingOf(piped, planned),
            order: {
              ...order,
              ...(task.deliveries.length > 0 && handed(task, order)),
              staging,
              signal: task.signal,
              onProgress: ({ message }) => message !== undefined && task.log(message),
              log: task.log,
            },
          },
        );
  // What a stopped connector had finished is not published: the run as a whole was not wanted.
  task.signal.throwIfAborted();
  for (const notice of outcome.notices) task.remark(notice);
  return {
    connector: order.plugin,
    producer,
    timeoutMs: limitsOf(order.limits, order.plugin.manifest).timeoutSec * 1000,
    extractedAt,
    readable: [...order.readable, ...(order.kept === undefined ? [] : [order.kept])],
    ...sortOut(task, { planned, outcome, shown: deps.lake.current().tables }),
  };
};

/** A child that has sockets reads databases: what it brings is taken in meanwhile. */
const mayPipe = ({ manifest, contribution }: LoadedConnector): boolean =>
  contribution.runtime === 'stream' && manifest.capabilities?.sockets !== undefined;

const pipingOf = (piped: PipedTables, planned: readonly PlannedRead[]): Piping => ({
  prepare: async (plugin, staging, tables) => {
    if (!mayPipe(plugin)) return { tables };
    const ids = new Set(tables.map(({ id }) => id));
    await piped.open(
      staging,
      planned.filter(({ table }) => ids.has(table.id)),
    );
    return {
      tables: tables.map((table) => withPipe(table, piped)),
      pipes: piped.paths,
      onFile: (file) => piped.take(file),
    };
  },
  settle: (outcome) => piped.settle(outcome),
});

const withPipe = (table: PlannedTable, piped: PipedTables): PlannedTable => {
  const pipe = piped.pipeOf(table.id);
  return { ...table, ...(pipe !== undefined && { pipe }) };
};

// File by file: a run that was granted their folder would have all of it searched for links. One that keeps the folder has it.
const handed = ({ deliveries }: SourceTask, { readable, kept }: Pick<SourceOrder, 'readable' | 'kept'>) => ({
  deliveries,
  readable: [
    ...readable,
    ...deliveries.map(({ path }) => path).filter((path) => !kept || !path.startsWith(kept + sep)),
  ],
});

const nothing: DrivenRead = { tables: [], notices: [] };

interface Ended {
  readonly planned: readonly PlannedRead[];
  readonly outcome: DrivenRead;
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
    if (one.status === 'failed') settleFailed(outcomes, known, one);
    else if (one.status === 'read') read.push({ ...known, ...one });
    else if (shown.has(id)) unchanged.push({ ...known, ...one });
    else outcomes.fail(known.table, reasonOf(nothingToKeep({ table: known.table.name })));
  }
  return { read, unchanged };
};

const settleFailed = (
  outcomes: SourceTask['outcomes'],
  { table }: PlannedRead,
  { error, driver }: Pick<Extract<DrivenOutcome, { status: 'failed' }>, 'error' | 'driver'>,
): void =>
  outcomes.settle(
    outcomes.draft(table, {
      status: 'failed',
      error: failureReason(error),
      ...(driver !== undefined && { driver }),
    }),
  );

const failureReason = ({ code, message, hint, retryable, retryAfter }: Failure): TableError => ({
  code,
  message,
  retryable,
  remedy: hint,
  ...(retryAfter !== undefined && { retryAfter }),
});
