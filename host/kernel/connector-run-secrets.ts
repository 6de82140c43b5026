import type { Broker } from './broker.ts';
import type { ConnectorOrder } from './connector-run-order.ts';

/** True for a connector that opens DuckDB itself and leaves an extract in its staging folder. */
export const writesExtract = ({ plugin }: Pick<ConnectorOrder, 'plugin'>): boolean =>
  plugin.contribution.runtime === 'duckdb';

/** The declared secrets by the setting that names them; a `stream` connector gets none, its broker holds them. */
export const secretsFor = async (
  order: Pick<ConnectorOrder, 'plugin' | 'config'>,
  broker: Pick<Broker, 'secret'>,
): Promise<Readonly<Record<string, string>>> => {
  if (!writesExtract(order)) return {};
  const handed: Record<string, string> = {};
  for (const { config: setting } of order.plugin.manifest.capabilities?.secrets ?? []) {
    const name = order.config[setting];
    if (typeof name !== 'string' || name === '') continue;
    handed[setting] = (await broker.secret(name)).reveal();
  }
  return handed;
};
