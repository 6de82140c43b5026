import type { Broker } from './broker.ts';
import { settingAt } from './broker-rules.ts';
import type { ConnectorOrder } from './connector-run-order.ts';

/** True for a connector that opens DuckDB itself and leaves an extract in its staging folder. */
export const writesExtract = ({ plugin }: Pick<ConnectorOrder, 'plugin'>): boolean =>
  plugin.contribution.runtime === 'duckdb';

/** True for a plugin that opens connections of its own. */
export const opensSockets = ({ plugin }: Pick<ConnectorOrder, 'plugin'>): boolean =>
  plugin.manifest.capabilities?.sockets !== undefined;

/** The declared secrets by the setting that names them; who only speaks through its broker gets none: that holds them. */
export const secretsFor = async (
  order: Pick<ConnectorOrder, 'plugin' | 'config'>,
  broker: Pick<Broker, 'secret'>,
): Promise<Readonly<Record<string, string>>> => {
  if (!writesExtract(order) && !opensSockets(order)) return {};
  const handed: Record<string, string> = {};
  for (const { config: setting } of order.plugin.manifest.capabilities?.secrets ?? []) {
    const name = settingAt(order.config, setting.split('.'));
    if (typeof name !== 'string' || name === '') continue;
    handed[setting] = (await broker.secret(name)).reveal();
  }
  return handed;
};
