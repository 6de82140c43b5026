import { Type } from '@agnes/sdk';
import { metricsText } from '../http/metrics.ts';
import { operation } from '../http/operation.ts';
import { reply } from '../http/reply.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { oldestQueued } from '../jobs/list-repository.ts';
import type { Plugins } from '../kernel/plugins.ts';
import type { PluginMetrics } from '../plugin-manager/ledger/plugin-metrics.ts';
import type { SystemStore } from '../store/system-store.ts';
import { type HostMetrics, jobTexts, pluginTexts } from './host-metrics.ts';

interface Services {
  readonly hostMetrics: Pick<HostMetrics, 'texts'>;
  readonly pluginMetrics: Pick<PluginMetrics, 'texts' | 'peaks'>;
  readonly plugins: Pick<Plugins, 'list'>;
  readonly jobs: Pick<Jobs, 'depth'>;
  readonly store: Pick<SystemStore, 'read'>;
  readonly now: () => number;
}

const metrics = operation({
  id: 'metrics',
  route: 'GET /metrics',
  summary: 'Numbers about the host and its plugins, as text that Prometheus reads',
  who: 'admin',
  orLoopback: true,
  result: Type.String(),
  run: async (_input, { hostMetrics, pluginMetrics, plugins, jobs, store, now }: Services) => {
    const at = now();
    const first = await oldestQueued(store.read, new Date(at));
    const waitedMs = first ? at - first.getTime() : 0;
    const blocks = [
      ...hostMetrics.texts(),
      ...jobTexts(await jobs.depth(), waitedMs),
      ...pluginTexts(plugins, pluginMetrics),
    ];
    return reply({
      headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', 'Cache-Control': 'no-store' },
      bytes: Buffer.from(metricsText(blocks)),
    });
  },
});

/** What a monitoring system reads. */
export const metricsOperations = [metrics] as const;
