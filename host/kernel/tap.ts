import { type HookName, type Hooks, type PlatformError, Veto } from '@agnes/sdk';
import { attributed } from './attribution.ts';
import { withDeadline } from './deadline.ts';
import { runningNameOf } from './endings.ts';
import { hookFailed, hookTimedOut, hookUndeclared, pluginPaused, tapTooLate } from './errors.ts';
import { frozenInput } from './frozen-input.ts';
import { type HookRule, type HookRules, hookRules } from './hook-rules.ts';
import type { Guarded, Hook, HookTable } from './hooks.ts';
import type { LeftBehind } from './left-behind.ts';
import type { PluginHealth } from './plugin-health.ts';
import { reasonOf } from './reason.ts';
import { whileUnderWay } from './running-now.ts';
import { type HookTrace, hookTraces } from './traces.ts';
import { dataOf, givingBack, isVeto } from './untrusted-answer.ts';

/** Whose taps they are and what they are held to. */
export interface TapDeps {
  /** `publisher/slug`. */
  readonly plugin: string;
  readonly version: string;
  readonly hooks: HookTable;
  readonly health: PluginHealth;
  readonly rules?: HookRules;
  /** Of a plugin that did not ship with the host. */
  readonly outside?: LeftBehind | undefined;
}

/** How often a plugin was called for one hook. */
export interface TapCount {
  calls: number;
  failures: number;
}

/** The taps of one plugin: collected while it sets up, live only when all of it has. */
export class Taps {
  readonly #deps: TapDeps;
  readonly #joins: ((hooks: HookTable) => void)[] = [];
  readonly #counts = new Map<HookName, TapCount>();
  #isLive = false;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(deps: TapDeps) {
    this.#deps = deps;
  }

  get plugin(): string {
    return this.#deps.plugin;
  }

  get version(): string {
    return this.#deps.version;
  }

  /** The `tap` that a plugin sees: the host, not the plugin, says whose it is and which hooks it may tap. */
  facade(declared: readonly string[]) {
    return <Name extends HookName>(hook: Name, listener: Hooks[Name]['tap']): void => {
      if (!declared.includes(hook)) throw hookUndeclared({ hook });
      this.add(hook, listener);
    };
  }

  /** A tap the host makes on behalf of the plugin. */
  add<Name extends HookName>(hook: Name, listener: Hooks[Name]['tap']): void {
    const { plugin } = this.#deps;
    if (this.#isLive) throw tapTooLate({ hook });
    // Hook, rule and listener of one name agree by construction; the compiler cannot follow it through the union.
    const guarded = this.#noted(this.#guarded(hook, listener as Listener));
    this.#counts.set(hook, { calls: 0, failures: 0 });
    this.#joins.push((hooks) => (hooks[hook] as AnyHook).tap(plugin, guarded));
  }

  /** From here on every tap is called, and none can be added. */
  goLive(): void {
    this.join(this.#deps.hooks);
    this.#isLive = true;
  }

  /** Has the taps called by another table as well, as they are. */
  join(hooks: HookTable): void {
    for (const join of this.#joins) join(hooks);
  }

  /** Resolves when no call is under way. Every call has a deadline. */
  async idle(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** Calls by hook. */
  get counts(): ReadonlyMap<HookName, Readonly<TapCount>> {
    return this.#counts;
  }

  #noted(listener: Guarded<unknown, unknown>): Guarded<unknown, unknown> {
    return (input) => {
      const call = listener(input);
      this.#underWay.add(call);
      // A guarded listener never throws.
      void call.then(() => this.#underWay.delete(call));
      return call;
    };
  }

  #guarded(hook: HookName, listener: Listener): Guarded<unknown, unknown> {
    const { plugin, version, health, rules = hookRules, outside } = this.#deps;
    const { timeoutMs, check } = rules[hook] as HookRule<unknown, unknown>;
    const late = () => hookTimedOut({ ms: timeoutMs });
    return async (input) => {
      if (!health.admits()) return { ok: false, error: this.#paused(hook) };
      this.#count(hook, 'calls');
      const begun = performance.now();
      const blame = (error: unknown): void => this.#stray(hook, error);
      const owner = { plugin, version, during: hook, blame, outside };
      const call = () => givingBack(plugin, () => attributed(owner, () => listener(frozenInput(input))));
      const answer = () => withDeadline(call, timeoutMs, late);
      try {
        const value = check(dataOf(await whileUnderWay(runningNameOf(owner), answer)), input);
        const healed = health.succeeded();
        if (healed !== undefined) await healed;
        this.#trace(hook, performance.now() - begun);
        return { ok: true, value };
      } catch (cause) {
        const error = await this.#failure(hook, cause);
        this.#trace(hook, performance.now() - begun, error.message);
        return { ok: false, error };
      }
    };
  }

  /** What a tap left behind and nobody awaited is a failure like any other. */
  #stray(hook: HookName, cause: unknown): void {
    void this.#failure(hook, cause);
  }

  #trace(hook: HookName, ms: number, error?: string): void {
    if (!hookTraces.hasSubscribers) return;
    const trace: HookTrace = { plugin: this.#deps.plugin, hook, ms, ...(error !== undefined && { error }) };
    hookTraces.publish(trace);
  }

  async #failure(hook: HookName, cause: unknown): Promise<PlatformError> {
    const { plugin, health } = this.#deps;
    const reason = reasonOf(cause);
    if (isVeto(cause)) {
      await health.succeeded();
      return Veto({ reason, plugin }, { cause });
    }
    const error = hookFailed({ plugin, hook, reason, status_source: 'plugin' }, { cause });
    this.#count(hook, 'failures');
    await health.failed(error);
    return error;
  }

  #paused(hook: HookName): PlatformError {
    const { plugin, health } = this.#deps;
    return pluginPaused({ plugin, hook, reason: health.lastError?.message ?? '' });
  }

  #count(hook: HookName, what: keyof TapCount): void {
    const count = this.#counts.get(hook);
    if (count) count[what] += 1;
  }
}

type Listener = (input: unknown) => unknown;
type AnyHook = Hook<unknown, unknown, unknown>;
