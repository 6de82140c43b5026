import { pathToFileURL } from 'node:url';
import type { Connector, ConnectorContext } from '../connector.ts';
import { frozenCopy } from '../frozen-copy.ts';
import { Secret } from '../secret.ts';
import { entryInvalid, messageInvalid } from './errors.ts';
import type { FromChild, RunOrder } from './protocol.ts';
import { readDeliveries } from './read-deliveries.ts';
import { Staging } from './staging.ts';
import { TableRun } from './table-run.ts';

/** What a run has beside its order. */
export interface RunParts extends Pick<ConnectorContext, 'http' | 'signal'> {
  readonly send: (message: FromChild) => Promise<void>;
}

/** Carries out the order of the host with the plugin's connector. */
export const runOrder = async (order: RunOrder, { send, http, signal }: RunParts): Promise<void> => {
  const connector = await connectorOf(order.entry);
  const context = contextOf(order, { send, http, signal });
  if (order.command === 'check') return connector.check(context);
  if (order.command === 'read') return read(connector, context, { order, send });
  for await (const table of connector.discover(context)) await send({ type: 'discovered', table });
};

/** What every call of a plugin gets. */
export const contextOf = (
  order: Pick<RunOrder, 'config' | 'secrets' | 'kept'>,
  { send, http, signal }: RunParts,
): ConnectorContext => ({
  config: frozenCopy(order.config),
  http,
  signal,
  now: () => Date.now(),
  secrets: secretsOf(order),
  ...(order.kept !== undefined && { kept: order.kept }),
  log: (message) => void send({ type: 'log', message: String(message).slice(0, longestLog) }).catch(() => {}),
});

const secretsOf = ({ secrets }: Pick<RunOrder, 'secrets'>): NonNullable<ConnectorContext['secrets']> =>
  Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, new Secret(value)]));

const longestLog = 8_192;

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
