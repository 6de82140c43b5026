import { pathToFileURL } from 'node:url';
import type { Connector, ConnectorContext } from '../connector.ts';
import { frozenCopy } from '../frozen-copy.ts';
import { entryInvalid, messageInvalid } from './errors.ts';
import type { RunOrder } from './protocol.ts';
import { readDeliveries } from './read-deliveries.ts';
import { contextOf, type RunParts } from './run-context.ts';
import { Staging } from './staging.ts';
import { TableRun } from './table-run.ts';

/** Carries out the order of the host with what the plugin exports. */
export const runOrder = async (order: RunOrder, parts: RunParts): Promise<void> => {
  const context = contextOf(order, parts);
  if (order.command === 'job') {
    const { runJob } = await import('./run-job.ts');
    return runJob(order, context, parts.send);
  }
  const connector = await connectorOf(order.entry);
  if (order.command === 'check') return connector.check(context);
  if (order.command === 'read') return read(connector, context, { order, send: parts.send });
  for await (const table of connector.discover(context)) await parts.send({ type: 'discovered', table });
};

const connectorOf = async (entry: string): Promise<Connector> => {
  const module: { readonly default?: unknown } = await import(pathToFileURL(entry).href);
  if (!isConnector(module.default)) throw entryInvalid({ entry });
  return module.default;
};

const isConnector = (value: unknown): value is Connector =>
  typeof value === 'object' &&
  value !== null &&
  ['check', 'discover', 'read'].every((name) => typeof Reflect.get(value, name) === 'function');

interface Reading {
  readonly order: RunOrder;
  readonly send: RunParts['send'];
}

const read = async (
  connector: Connector,
  context: ConnectorContext,
  { order, send }: Reading,
): Promise<void> => {
  const staging = new Staging(order.staging, order.maxOutputBytes);
  const tables = new Map(order.tables.map((table) => [table.id, new TableRun({ table, staging, send })]));
  for await (const message of connector.read({
    ...context,
    tables: frozenCopy(order.tables),
    staging: order.staging,
    ...(order.deliveries && { deliveries: await readDeliveries(order.deliveries) }),
  })) {
    if (message.type === 'progress' || message.type === 'notice') await send(message);
    else await tableOf(tables, message.table).take(message);
  }
  for (const table of tables.values()) await table.finish();
};

const tableOf = (tables: ReadonlyMap<string, TableRun>, id: string): TableRun => {
  const found = tables.get(id);
  if (!found) throw messageInvalid({ reason: `a message about "${id}", which is no id of a planned table` });
  return found;
};
