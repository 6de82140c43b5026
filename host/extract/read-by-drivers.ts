import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedTable } from '@agnes/sdk';
import { type Failure, failureOf } from '@agnes/sdk/extract';
import { runConnector } from '../kernel/connector-run.ts';
import type { ConnectorOrder, ConnectorOutcome, Notice } from '../kernel/connector-run-order.ts';
import type { TableOutcome } from '../kernel/connector-run-tables.ts';
import type { LoadedConnector } from '../kernel/loaded.ts';
import { extensionFault } from './connector-order.ts';
import { type Driver, forTheNext, isFor } from './drivers.ts';

/** What became of a table, and which way it was read. */
export type DrivenOutcome = TableOutcome & {
  readonly driver?: string;
  /** Folder of the extract that the connector left, where the table is to be found in it and not in files it named. */
  readonly extract?: string;
};

/** What all ways together came to. */
export interface DrivenRead {
  readonly tables: readonly DrivenOutcome[];
  readonly notices: readonly Notice[];
}

/** An order without what each way says itself. */
export type OrderForAll = Omit<ConnectorOrder, 'plugin' | 'tables' | 'command'>;

/** Takes tables in while they are read, where a way allows it. */
export interface Piping {
  prepare(
    plugin: LoadedConnector,
    staging: string,
    tables: readonly PlannedTable[],
  ): Promise<Pick<ConnectorOrder, 'tables' | 'pipes' | 'onFile'>>;
  settle(outcome: ConnectorOutcome): Promise<ConnectorOutcome>;
}

interface Reading {
  readonly piping: Piping;
  readonly drivers: readonly Driver[];
  readonly order: OrderForAll;
  /** DuckDB extensions that connectors may load. */
  readonly extensions: readonly string[];
}

/**
 * Offers the tables to each way in turn, each in its own process: what one cannot read here, the next is asked for. An
 * extension that is not there is remarked upon and costs one try a run.
 */
export const readByDrivers = async (
  asked: readonly PlannedTable[],
  { drivers, order, ...rest }: Reading,
): Promise<DrivenRead> => {
  const done: DrivenOutcome[] = [];
  const notices: Notice[] = [];
  let open = asked;
  for (const [index, driver] of drivers.entries()) {
    const mine = open.filter((table) => isFor(table, driver));
    if (order.signal.aborted) break;
    if (mine.length === 0) continue;
    const staging = await stagingOf(order.staging, driver);
    const outcome = await readBy(driver, { ...order, staging, tables: mine }, rest);
    const next = nextOf(mine, drivers.slice(index + 1));
    const left = outcome.tables.filter(isLeft).filter(({ id }) => next.has(id));
    const ids = new Set(left.map(({ id }) => id));
    done.push(...outcome.tables.filter(({ id }) => !ids.has(id)).map(drivenBy(driver, staging)));
    notices.push(...outcome.notices, ...unavailable(left, driver, next));
    open = open.filter(({ id }) => ids.has(id));
  }
  return { tables: done, notices };
};

/** By id: who is asked for a table that is left. */
const nextOf = (tables: readonly PlannedTable[], later: readonly Driver[]): ReadonlyMap<string, Driver> =>
  new Map(
    tables.flatMap((table) => {
      const driver = later.find((one) => isFor(table, one));
      return driver ? [[table.id, driver] as const] : [];
    }),
  );

const stagingOf = async (staging: string, { name }: Driver): Promise<string> => {
  if (name === undefined) return staging;
  const folder = join(staging, name);
  await mkdir(folder, { mode: 0o700 });
  return folder;
};

const readBy = async (
  { plugin, extensions: wanted }: Driver,
  order: OrderForAll & Pick<ConnectorOrder, 'tables'>,
  { extensions, piping }: Pick<Reading, 'extensions' | 'piping'>,
): Promise<Pick<ConnectorOutcome, 'tables' | 'notices'>> => {
  const fault =
    plugin.contribution.runtime === 'duckdb' ? extensionFault(plugin, extensions, wanted) : undefined;
  if (!fault) {
    const prepared = await piping.prepare(plugin, order.staging, order.tables);
    return piping.settle(await runConnector({ ...order, ...prepared, plugin, command: 'read' }));
  }
  const error: Failure = { ...failureOf(fault), code: extensionUnavailable };
  return { tables: order.tables.map(({ id }) => ({ id, status: 'failed', error })), notices: [] };
};

const extensionUnavailable = 'extension_unavailable';

type FailedOutcome = Extract<TableOutcome, { status: 'failed' }>;

const isLeft = (outcome: TableOutcome): outcome is FailedOutcome =>
  outcome.status === 'failed' && forTheNext.has(outcome.error.code);

const drivenBy =
  ({ name, plugin }: Driver, staging: string) =>
  (outcome: TableOutcome): DrivenOutcome => ({
    ...outcome,
    ...(name !== undefined && { driver: name }),
    ...(plugin.contribution.runtime === 'duckdb' && !namesFiles(outcome) && { extract: staging }),
  });

const namesFiles = (outcome: TableOutcome): boolean =>
  outcome.status === 'read' && outcome.files.length + (outcome.gone?.length ?? 0) > 0;

const unavailable = (
  left: readonly FailedOutcome[],
  { name = '' }: Driver,
  next: ReadonlyMap<string, Driver>,
): readonly Notice[] => {
  const missing = left.filter(({ error }) => error.code === extensionUnavailable);
  const [first] = missing;
  if (!first) return [];
  const which = `${missing.length} table${missing.length === 1 ? ' was' : 's were'}`;
  const others = [...new Set(missing.map(({ id }) => `"${next.get(id)?.name}"`))].join(' and ');
  const message = `${first.error.message} ${which} read by ${others} instead of "${name}".`;
  return [{ code: extensionUnavailable, message }];
};
