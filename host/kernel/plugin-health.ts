import type { PlatformError } from '@agnes/sdk';
import { Breaker, type BreakerPhase } from './breaker.ts';
import type { ConditionSink, PluginFailure, Standing } from './plugin-state.ts';
import { utc } from './utc.ts';

/** What the health of one plugin is told to and timed by. */
export interface HealthDeps {
  /** `publisher/slug`. */
  readonly plugin: string;
  readonly conditions: Pick<ConditionSink, 'raise' | 'clear'>;
  readonly now: () => number;
  readonly log: (message: string) => void;
}

/** How a loaded plugin is doing. Opens and ends the conditions that say so. */
export class PluginHealth {
  readonly #deps: HealthDeps;
  readonly #breaker: Breaker;
  #since: number;
  #lastError?: PluginFailure;
  #isOver = false;

  constructor(deps: HealthDeps) {
    this.#deps = deps;
    this.#breaker = new Breaker(deps.now);
    this.#since = deps.now();
  }

  get phase(): BreakerPhase {
    return this.#breaker.phase;
  }

  get lastError(): PluginFailure | undefined {
    return this.#lastError;
  }

  /** False: the plugin is not to be called now. Whoever got true reports with `succeeded` or `failed`. */
  admits(): boolean {
    return this.#breaker.admits();
  }

  /** Answers when that has to be told, and then when it was. */
  succeeded(): Promise<void> | undefined {
    const wasDegraded = this.#breaker.phase === 'half_open';
    this.#breaker.succeeded();
    if (!wasDegraded) return undefined;
    this.#since = this.#deps.now();
    return this.#tell((conditions) => conditions.clear('plugin', this.#deps.plugin, 'plugin_degraded'));
  }

  /** The plugin was replaced: what it left behind is no news of the one that runs now. */
  retire(): void {
    this.#isOver = true;
  }

  async failed({ code, message }: PlatformError): Promise<void> {
    if (this.#isOver) return;
    const before = this.standing().state;
    this.#breaker.failed();
    this.#lastError = { code, message, at: this.#deps.now() };
    const { state } = this.standing();
    if (state === 'active') return;
    if (state !== before) this.#since = this.#deps.now();
    await this.#report();
  }

  standing(): Standing {
    const lastError = this.#lastError;
    const known = { since: this.#since, ...(lastError && { lastError }) };
    const reason = `It failed too often, last with: ${lastError?.message}`;
    const { phase, pausedUntil } = this.#breaker;
    if (phase === 'closed') return { state: 'active', ...known };
    if (phase === 'tripped') return { state: 'tripped', reason, nextAction: whenTripped, ...known };
    return { state: 'degraded', reason, nextAction: whenPaused(pausedUntil), ...known };
  }

  #report(): Promise<void> {
    const { plugin } = this.#deps;
    const { state, reason: why = '', nextAction: remedy = '' } = this.standing();
    const subject = { subjectType: 'plugin', subjectId: plugin };
    return this.#tell(async (conditions) => {
      if (state === 'tripped') await conditions.clear('plugin', plugin, 'plugin_degraded');
      const severity = state === 'tripped' ? 'error' : 'warning';
      await conditions.raise({ ...subject, code: `plugin_${state}`, severity, why, remedy });
    });
  }

  // A hook call must not fail because its failure could not be written down.
  async #tell(write: (conditions: HealthDeps['conditions']) => Promise<void>): Promise<void> {
    const { conditions, log, plugin } = this.#deps;
    await write(conditions).catch((error) =>
      log(`The condition of plugin "${plugin}" was not kept: ${error}`),
    );
  }
}

const whenTripped = 'Fix the plugin or its settings, then restart the host; it is not called before.';

const whenPaused = (until: number): string =>
  `Fix the plugin or its settings; it is tried again after ${utc(until)}.`;
