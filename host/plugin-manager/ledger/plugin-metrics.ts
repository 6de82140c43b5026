import { Counter, Histogram, type Labels } from '../../http/metrics.ts';
import type {
  CodeStamp,
  HookCall,
  HttpUse,
  RunEnd,
  StatusSource,
  TableBrought,
} from '../../kernel/ledger.ts';

/** Seconds, from a fast tap to a long run. */
const seconds = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600, 1800];

const mostKnown = 2_000;

interface Series {
  readonly calls: { value: number };
  readonly times: { observe(value: number): void } | undefined;
}

/** What plugins do, in numbers since the host started. */
export class PluginMetrics {
  readonly #calls = new Counter(
    'plugin_calls_total',
    'Calls of taps (hook) and tasks of children (op) that are over.',
  );
  readonly #seconds = new Histogram('plugin_call_duration_seconds', 'How long they took.', seconds);
  readonly #restarts = new Counter('plugin_restarts_total', 'Times that a plugin was set up again.');
  readonly #rows = new Counter('plugin_rows_total', 'Rows of tables that were published.');
  readonly #bytes = new Counter('plugin_staged_bytes_total', 'Bytes that runs left in staging.');
  readonly #http = new Counter(
    'plugin_http_requests_total',
    'Requests sent for plugins, by host and answer.',
  );
  readonly #dropped = new Counter(
    'plugin_ledger_dropped_total',
    'What the ledger of plugins had no room for.',
  );
  readonly #lines = new Counter('plugin_log_lines_dropped_total', 'Lines of plugins above their rate.');
  readonly #peaks = new Map<string, { readonly labels: Labels; bytes: number }>();
  readonly #started = new Set<string>();
  /** By what is called and how it ended: a label is written once, not at every call. */
  readonly #known = new Map<string, Series>();

  called({ plugin, version, hook, outcome, ms, failure }: HookCall): void {
    const source = failure?.statusSource ?? '';
    const key = `${plugin}@${version}#${hook} ${outcome} ${source}`;
    const known = this.#known.get(key);
    const labels = () => ({ plugin, version, hook, status: outcome, status_source: source });
    this.#note(known ?? this.#learn(key, labels()), ms);
  }

  ran({ plugin, version, command, ms, peakBytes, bytes, failures }: RunEnd): void {
    const status = failures.length === 0 ? 'ok' : 'error';
    const source: StatusSource | '' = failures[0]?.statusSource ?? '';
    this.#note(this.#learn('', { plugin, version, op: command, status, status_source: source }), ms);
    this.#bytes.add({ plugin, version }, bytes);
    const peak = this.#peaks.get(`${plugin}@${version}`) ?? { labels: { plugin, version }, bytes: 0 };
    peak.bytes = Math.max(peak.bytes, peakBytes);
    this.#peaks.set(`${plugin}@${version}`, peak);
  }

  requested({ plugin, version, host, status }: HttpUse): void {
    this.#http.add({ plugin, version, host, status: status === undefined ? 'none' : String(status) });
  }

  brought({ plugin, version, rows }: TableBrought): void {
    this.#rows.add({ plugin, version }, rows);
  }

  started({ plugin, version }: CodeStamp): void {
    if (this.#started.has(plugin)) this.#restarts.add({ plugin, version });
    this.#started.add(plugin);
  }

  dropped(what: string): void {
    this.#dropped.add({ what });
  }

  lineDropped(plugin: string): void {
    this.#lines.add({ plugin });
  }

  /** Highest memory that was seen of any run. */
  get peaks(): readonly { readonly labels: Labels; readonly value: number }[] {
    return [...this.#peaks.values()].map(({ labels, bytes: value }) => ({ labels, value }));
  }

  /** Each as it is written. */
  texts(): readonly string[] {
    const all = [this.#calls, this.#seconds, this.#restarts, this.#rows, this.#bytes, this.#http];
    return [...all, this.#dropped, this.#lines].map((metric) => metric.text());
  }

  #learn(key: string, labels: Labels): Series {
    const { status, status_source: _, ...what } = labels;
    // One that was not made took no time.
    const times = status === 'skipped' ? undefined : this.#seconds.of(what);
    const series = { calls: this.#calls.of(labels), times };
    if (key !== '' && this.#known.size < mostKnown) this.#known.set(key, series);
    return series;
  }

  #note({ calls, times }: Series, ms: number): void {
    calls.value += 1;
    times?.observe(ms / 1000);
  }
}
