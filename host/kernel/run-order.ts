import type { RunOrder } from '@agnes/sdk/extract';
import { limitsOf } from './connector-run-limits.ts';
import type { ConnectorOrder } from './connector-run-order.ts';
import { writesExtract } from './connector-run-secrets.ts';

/** The order as its child gets it. */
export const runOrderOf = (order: ConnectorOrder): RunOrder => {
  const { command, plugin, config, tables, staging, limits, handed = {} } = order;
  const { source, kept, extensionFolder, sockets, deliveries, job } = order;
  return {
    type: 'run',
    command,
    entry: plugin.entry,
    config,
    tables,
    staging,
    maxOutputBytes: limitsOf(limits, plugin.manifest).maxOutputMb * 1024 * 1024,
    secrets: handed,
    ...(source !== undefined && { source }),
    ...(kept !== undefined && { kept }),
    ...(extensionFolder !== undefined && writesExtract(order) && { extensionFolder }),
    ...(sockets && { sockets }),
    ...(deliveries && { deliveries }),
    ...(job && { job }),
  };
};
