import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, gaugeText, Histogram } from '../http/metrics.ts';
import type { Depth } from '../jobs/list-repository.ts';
import type { PluginStateName } from '../kernel/plugin-state.ts';
import type { Plugins } from '../kernel/plugins.ts';
import type { PluginMetrics } from '../plugin-manager/ledger/plugin-metrics.ts';
import type { QueryLogEntry } from '../query/query-log.ts';

const seconds = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600];
const nanosecond = 1e-9;

/** What the host does, in numbers since it started. */
export class HostMetrics implements Disposable {
  readonly #queries = new Counter('agnes_queries_total', 'Statements that have ended.');
  readonly #seconds = new Histogram('agnes_query_duration_seconds', 'Until the answer had ended.', seconds);
  readonly #waits = new Histogram('agnes_query_queue_wait_seconds', 'Until it was their turn.', seconds);
  readonly #lag = monitorEventLoopDelay({ resolution: 20 });

  constructor() {
    this.#lag.enable();
  }

  /** A statement has ended. */
  asked({ surface, status, durationMs, queueMs }: QueryLogEntry): void {
    this.#queries.add({ surface, status });
    this.#seconds.observe({ surface }, durationMs / 1000);
    if (queueMs !== undefined) this.#waits.observe({ surface }, queueMs / 1000);
  }

  /** Each as it is written. The delay of the event loop is that since it was last asked for. */
  texts(): readonly string[] {
    const { rss, heapUsed, external } = process.memoryUsage();
    const memory = [
      { labels: { kind: 'rss' }, value: rss },
      { labels: { kind: 'heap' }, value: heapUsed },
      { labels: { kind: 'external' }, value: external },
    ];
    const lag = [0.5, 0.99].map((quantile) => ({
      labels: { quantile: String(quantile) },
      value: this.#lag.percentile(quantile * 100) * nanosecond,
    }));
    this.#lag.reset();
    return [
      gaugeText({ name: 'agnes_uptime_seconds', help: 'Since the program started.' }, [
        { value: process.uptime() },
      ]),
      gaugeText({ name: 'agnes_memory_bytes', help: 'Memory of the host process.' }, memory),
      gaugeText({ name: 'agnes_event_loop_delay_seconds', help: 'How late its timers are.' }, lag),
      ...[this.#queries, this.#seconds, this.#waits].map((metric) => metric.text()),
    ];
  }

  [Symbol.dispose](): void {
    this.#lag.disable();
  }
}

/** Jobs that are not over, and how long the first of them has been waiting. */
export const jobTexts = (depths: readonly Depth[], oldestMs: number): readonly string[] => [
  gaugeText(
    { name: 'agnes_jobs', help: 'Jobs that are not over.' },
    depths.map(({ lane, status, count }) => ({ labels: { lane, status }, value: count })),
  ),
  gaugeText({ name: 'agnes_jobs_queue_wait_seconds', help: 'How long the first in the queue has waited.' }, [
    { value: oldestMs / 1000 },
  ]),
];

/** How plugins are doing, and what they did. */
export const pluginTexts = (
  plugins: Pick<Plugins, 'list'>,
  metrics: Pick<PluginMetrics, 'texts' | 'peaks'>,
): readonly string[] => {
  const states = plugins.list();
  return [
    gaugeText(
      { name: 'plugin_state', help: 'Always 1; the state is a label.' },
      states.map(({ id, version = '', state }) => ({ labels: { plugin: id, version, state }, value: 1 })),
    ),
    gaugeText(
      { name: 'plugin_breaker_state', help: '0: it is called. 1: not for a while. 2: not until a restart.' },
      states.map(({ id, state }) => ({ labels: { plugin: id }, value: breaker[state] ?? 0 })),
    ),
    gaugeText(
      { name: 'plugin_rss_peak_bytes', help: 'Most memory that a run of it was seen with.' },
      metrics.peaks,
    ),
    ...metrics.texts(),
  ];
};

const breaker: Partial<Record<PluginStateName, number>> = { degraded: 1, tripped: 2 };
