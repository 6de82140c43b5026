import type { HookName, Llm, Manifest, ServiceHost } from '@agnes/sdk';
import type { ActivationDeps } from './activate.ts';
import { findPlugins } from './find-plugins.ts';
import type { Found, Places } from './found.ts';
import { type HookOverview, hookOverview } from './hook-overview.ts';
import { callsOf, createHooks, type HookCalls, tableIdle } from './hooks.ts';
import type { HookCall } from './ledger.ts';
import { lateLlm } from './llm-routers.ts';
import type {
  DeclaredWebhook,
  LoadedConnector,
  LoadedJob,
  LoadedResourceType,
  LoadedService,
  LoadedSignIn,
} from './loaded.ts';
import { type Plugged, plugAll, unplug } from './plug.ts';
import type { PluginState } from './plugin-state.ts';
import { connectorOf, connectorsOf, declaredWebhooks, notAtWork, stateOf } from './plugin-view.ts';
import { reasonOf } from './reason.ts';
import { reportRefused } from './refused.ts';
import { resolveSdkHere } from './sdk-resolution.ts';
import { type ServiceState, Services } from './services.ts';
import type { StagedPlugins } from './staged-plugins.ts';
import type { DryCall } from './tap.ts';

/** Where plugins are, and what they are given. */
export type PluginDeps = Places & Omit<ActivationDeps, 'hooks' | 'llm'>;

/** What is looked for, and what the instance says of it, when plugins are replaced at run time. */
export type Next = Partial<Pick<PluginDeps, 'generation' | 'settingsOf' | 'isEnabled' | 'isTrusted'>>;

/** Finds, checks and starts every plugin. One that cannot start is a state with a reason; the others go on. */
export const loadPlugins = async (deps: PluginDeps): Promise<Plugins> => {
  await resolveSdkHere();
  const plugins = new Plugins(deps);
  await (await plugins.stage({})).commit();
  return plugins;
};

/** The plugins of this host. Disposing releases them, last first, and leaves no tap behind. */
export class Plugins implements AsyncDisposable {
  /** Calls the taps of plugins. */
  readonly hooks: HookCalls;
  /** The language model that is configured. */
  readonly llm: Llm;
  #plugged: readonly Plugged[] = [];
  #table = createHooks();
  #deps: PluginDeps;
  readonly #llm = lateLlm();
  readonly #services: Services;
  readonly #listeners: (() => Promise<void>)[] = [];

  constructor(deps: PluginDeps) {
    this.#deps = deps;
    this.llm = this.#llm;
    this.#services = new Services(deps.log);
    this.hooks = callsOf(() => this.#table);
  }

  /** Sets up what is another than what runs, beside it. One at a time. */
  async stage(next: Next): Promise<StagedPlugins> {
    const deps = { ...this.#deps, ...next };
    const hooks = createHooks();
    const before = this.#plugged;
    const found = await findPlugins(deps);
    const plugged = await plugAll(found, before, { ...deps, hooks, llm: this.#llm });
    const end = async (gone: readonly Plugged[], kept: readonly Plugged[]): Promise<void> => {
      for (const one of gone.toReversed()) if (!kept.includes(one)) await unplug(one, deps.log);
    };
    return {
      states: plugged.map(stateOf),
      connector: (type, source) => connectorOf(plugged, type, source),
      discard: () => end(plugged, before),
      commit: async () => {
        const old = this.#table;
        this.#deps = deps;
        this.#plugged = plugged;
        this.#table = hooks;
        deps.ledger?.entered(deps.generation?.number);
        this.#llm.use(plugged.flatMap(({ activated }) => activated?.llms ?? [])[0]);
        await this.#tell();
        await tableIdle(old);
        await end(before, plugged);
      },
    };
  }

  /** Has somebody told, after plugins were replaced, who keeps what they gave. */
  onSwap(listener: () => Promise<void>): void {
    this.#listeners.push(listener);
  }

  async #tell(): Promise<void> {
    // They are replaced already: nothing that fails from here on may look as if they were not.
    const { conditions } = this.#deps;
    await reportRefused(() => notAtWork(this.#plugged), conditions).catch((error) =>
      this.#deps.log(`The conditions of plugins were not kept: ${reasonOf(error)}`),
    );
    for (const listener of this.#listeners)
      await listener().catch((error) => this.#deps.log(`After plugins were replaced: ${reasonOf(error)}`));
  }

  /** Every plugin that was found, with how it is doing now. */
  list(): readonly PluginState[] {
    return this.#plugged.map(stateOf);
  }

  /** Every plugin that was found, at work or not; code that runs is loaded from its folder. */
  found(): readonly Found[] {
    return this.#plugged.map(({ found }) => found);
  }

  /** Manifests of every plugin that has a readable one, at work or not. */
  manifests(): readonly Manifest[] {
    return this.#plugged.flatMap(({ found }) => (found.lock?.sources ? [] : (found.manifest ?? [])));
  }

  /** What the instance says about a plugin, as those that run were told. */
  settingsOf(manifest: Manifest): unknown {
    return this.#deps.settingsOf(manifest);
  }

  /** Who listens to which hook, and how often that failed. */
  taps(): readonly HookOverview[] {
    return hookOverview(this.#plugged.flatMap(({ activated }) => activated ?? []));
  }

  /** The generation that runs; nothing when none was ever installed. */
  get generation(): number | undefined {
    return this.#deps.generation?.number;
  }

  /** Calls one tap of a plugin at work and goes on with nothing; nothing when there is no such tap. */
  async dryCall(plugin: string, call: DryCall): Promise<HookCall | undefined> {
    const found = this.#plugged.find(({ found: { id }, activated }) => id === plugin && activated);
    return await found?.activated?.taps.dryCall(call);
  }

  /** Whether any plugin listens to a hook. */
  isTapped(hook: HookName): boolean {
    return this.#table[hook].isTapped();
  }

  /** The connector of a type of source; a version that is for this source alone goes before the one for all. */
  connector(type: string, source?: string): LoadedConnector | undefined {
    return connectorOf(this.#plugged, type, source);
  }

  connectors(): readonly LoadedConnector[] {
    return connectorsOf(this.#plugged);
  }

  /** What plugins at work want done now and then. */
  jobs(): readonly LoadedJob[] {
    return this.#plugged.flatMap(({ activated }) => activated?.jobs ?? []);
  }

  /** Where events come in, also for plugins that do not run. */
  webhooks(): readonly DeclaredWebhook[] {
    return this.#plugged.flatMap(({ found: { manifest }, activated }) =>
      manifest ? declaredWebhooks(manifest, activated !== undefined) : [],
    );
  }

  signIns(): readonly LoadedSignIn[] {
    return this.#plugged.flatMap(({ activated }) => activated?.signIns ?? []);
  }

  resourceTypes(): readonly LoadedResourceType[] {
    return this.#plugged.flatMap(({ activated }) => activated?.resourceTypes ?? []);
  }

  /** What runs all the time, and how it is doing. */
  services(): readonly ServiceState[] {
    return this.#loadedServices().map((loaded) => this.#services.stateOf(loaded));
  }

  /** Starts a service; nothing when no plugin brings it. It stops when the answer is disposed of. */
  startService(id: string, host: ServiceHost): AsyncDisposable | undefined {
    const loaded = this.#loadedServices().find((service) => service.id === id);
    return loaded && this.#services.start(loaded, host);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Calls under way end on the old table.
    const old = this.#table;
    this.#table = createHooks();
    const last = this.#plugged.toReversed();
    this.#plugged = [];
    await tableIdle(old);
    for (const one of last) await unplug(one, this.#deps.log);
  }

  #loadedServices(): readonly LoadedService[] {
    return this.#plugged.flatMap(({ activated }) => activated?.services ?? []);
  }
}
