import { type HookName, type Hooks, type PlatformError, Veto } from '@agnes/sdk';
import { attempt, type Listener, skippedCall, type TappedCode } from './attempt.ts';
import { codeFailure, treeHashOf } from './code-failure.ts';
import { hookFailed, hookUndeclared, pluginPaused, tapTooLate } from './errors.ts';
import { type HookRule, type HookRules, hookRules } from './hook-rules.ts';
import type { Guarded, Hook, HookTable } from './hooks.ts';
import type { HookCall, PluginLedger } from './ledger.ts';
import type { LeftBehind } from './left-behind.ts';
import type { PluginHealth } from './plugin-health.ts';
import { reasonOf } from './reason.ts';
import { TapFigures } from './tap-figures.ts';
import { type HookTrace, hookTraces } from './traces.ts';

/** Whose taps they are and what they are held to. */
export interface TapDeps {
  /** `publisher/slug`. */
  readonly plugin: string;
  readonly version: string;
  /** Absolute; where its code lies. Absent: no frame of a stack is known to be its own. */
  readonly folder?: string;
  readonly hooks: HookTable;
  readonly health: PluginHealth;
  readonly rules?: HookRules;
  /** Of a plugin that did not ship with the host. */
  readonly outside?: LeftBehind | undefined;
  /** Told of every call. */
  readonly ledger?: Pick<PluginLedger, 'called' | 'failed'>;
}

/** A call that is made to see what comes of it. Nothing is counted, kept or gone on with. */
export interface DryCall {
  readonly hook: HookName;
  /** Which of the taps the plugin has of this hook, from 0. */
  readonly tap: number;
  readonly input: unknown;
}

/** The taps of one plugin: collected while it sets up, live only when all of it has. */
export class Taps {
  readonly #deps: TapDeps;
  readonly #joins: ((hooks: HookTable) => void)[] = [];
  readonly #taps = new Map<HookName, Mine>();
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
    const tap = this.#mine(hook).listeners.push(listener as Listener) - 1;
    const guarded = this.#noted(this.#guarded(hook, tap));
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

  /** How it does in a hook; nothing when it does not tap it. */
  figures(hook: HookName): TapFigures | undefined {
    return this.#taps.get(hook)?.figures;
  }

  /** Calls one tap as the host would, and tells what came of it to the caller alone; nothing when there is no such tap. */
  async dryCall({ hook, tap, input }: DryCall): Promise<HookCall | undefined> {
    const listener = this.#taps.get(hook)?.listeners[tap];
    return listener && (await attempt(this.#codeOf(hook, tap), { listener, input, isDry: true })).call;
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

  #guarded(hook: HookName, tap: number): Guarded<unknown, unknown> {
    const { health, ledger } = this.#deps;
    const code = this.#codeOf(hook, tap);
    const { figures, listeners } = this.#mine(hook);
    return async (input) => {
      if (!health.admits()) {
        ledger?.called(skippedCall(code));
        return { ok: false, error: this.#paused(hook) };
      }
      figures.calls += 1;
      const listener = listeners[tap] as Listener;
      const { call, value, cause } = await attempt(code, { listener, input, isDry: false });
      figures.ended(call.ms);
      ledger?.called(call);
      const healed = call.failure ? undefined : health.succeeded();
      // Hardly ever there is something to wait for.
      if (healed !== undefined) await healed;
      const error = call.failure ? await this.#failure(hook, cause) : this.#vetoIn(call, cause);
      this.#trace(call, error);
      return error ? { ok: false, error } : { ok: true, value };
    };
  }

  /** A veto is an answer, too. */
  #vetoIn({ outcome }: HookCall, cause: unknown): PlatformError | undefined {
    const { plugin } = this.#deps;
    return outcome === 'veto' ? Veto({ reason: reasonOf(cause), plugin }, { cause }) : undefined;
  }

  #trace({ plugin, hook, ms }: HookCall, error: PlatformError | undefined): void {
    if (!hookTraces.hasSubscribers) return;
    const trace: HookTrace = { plugin, hook, ms, ...(error && { error: error.message }) };
    hookTraces.publish(trace);
  }

  async #failure(hook: HookName, cause: unknown): Promise<PlatformError> {
    const { plugin, health } = this.#deps;
    const reason = reasonOf(cause);
    const error = hookFailed({ plugin, hook, reason, status_source: 'plugin' }, { cause });
    this.#mine(hook).figures.failures += 1;
    await health.failed(error);
    return error;
  }

  #paused(hook: HookName): PlatformError {
    const { plugin, health } = this.#deps;
    return pluginPaused({ plugin, hook, reason: health.lastError?.message ?? '' });
  }

  #codeOf(hook: HookName, tap: number): TappedCode {
    const { plugin, version, folder = '-', rules = hookRules, ledger, outside } = this.#deps;
    const rule = rules[hook] as HookRule<unknown, unknown>;
    const code = { plugin, version, folder, ...treeHashOf(folder) };
    // What a tap left behind and nobody awaited is a failure like any other.
    const blame = (cause: unknown): void => {
      void this.#failure(hook, cause);
      ledger?.failed(codeFailure(cause, { ...code, during: `hook:${hook}` }));
    };
    return { ...code, hook, tap, rule, blame, outside };
  }

  #mine(hook: HookName): Mine {
    const mine = this.#taps.get(hook) ?? { figures: new TapFigures(), listeners: [] };
    this.#taps.set(hook, mine);
    return mine;
  }
}

/** What a plugin has of one hook. */
interface Mine {
  readonly figures: TapFigures;
  readonly listeners: Listener[];
}

type AnyHook = Hook<unknown, unknown, unknown>;
