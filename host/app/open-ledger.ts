import { join } from 'node:path';
import { systemTimers } from '../http/timers.ts';
import { Ledger } from '../plugin-manager/ledger/ledger.ts';
import { PluginLogs } from '../plugin-manager/ledger/plugin-logs.ts';
import { PluginMetrics } from '../plugin-manager/ledger/plugin-metrics.ts';
import { HostMetrics } from './host-metrics.ts';
import type { Outside } from './outside.ts';

type LedgerParts = Pick<Outside, 'ledger' | 'pluginLogs' | 'pluginMetrics' | 'hostMetrics'>;

/** Opens what keeps in mind what plugins do; it is closed after them. */
export const openLedger = (
  stack: AsyncDisposableStack,
  { store, secrets, log, now, dataDir }: Pick<Outside, 'store' | 'secrets' | 'log' | 'now' | 'dataDir'>,
): LedgerParts => {
  const pluginMetrics = new PluginMetrics();
  const tell = (message: string, error?: unknown): void =>
    log('plugin_ledger', { message, ...(error !== undefined && { error }) });
  const pluginLogs = stack.use(
    new PluginLogs({
      folder: join(dataDir, 'plugins', 'logs'),
      timers: systemTimers,
      onDropped: (plugin) => pluginMetrics.lineDropped(plugin),
      log: tell,
    }),
  );
  const ledger = stack.use(
    new Ledger({ store, timers: systemTimers, now, metrics: pluginMetrics, logs: pluginLogs, log: tell }),
  );
  secrets.onResolved((secret) => ledger.knows(secret));
  return { ledger, pluginLogs, pluginMetrics, hostMetrics: stack.use(new HostMetrics()) };
};
