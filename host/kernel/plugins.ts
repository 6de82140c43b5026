import type { HookName, Llm, Manifest, ServiceHost } from '@agnes/sdk';
import { type Activated, type ActivationDeps, activate } from './activate.ts';
import { confinementOf } from './confinement.ts';
import { contributedBy } from './contributions.ts';
import { type Found, findPlugins, type Places } from './find-plugins.ts';
import { type HookOverview, hookOverview } from './hook-overview.ts';
import { callsOf, createHooks, type HookCalls, type HookTable } from './hooks.ts';
import { lateLlm } from './llm-routers.ts';
import type {
  DeclaredWebhook,
  LoadedConnector,
  LoadedJob,
  LoadedResourceType,
  LoadedService,
  LoadedSignIn,
} from './loaded.ts';
import type { PluginState, Standing } from './plugin-state.ts';
import { reasonOf } from './reason.ts';
import { refusedStanding, reportRefused } from './refused.ts';
import { resolveSdkHere } from './sdk-resolution.ts';
import { type ServiceState, Services } from './services.ts';

/** Where plugins are, and what they are given. */
export type PluginDeps = Places & Omit<ActivationDeps, 'hooks' | 'llm'>;

type Plugged =
  | { readonly found: Found; readonly activated: Activated; readonly refused?: undefined }
  | { readonly found: Found; readonly activated?: undefined; readonly refused: Standing };

/** Finds, checks and starts every plugin. One that cannot start is a state with a reason; the others go on. */
export const loadPlugins = async (deps: PluginDeps): Promise<Plugins> => {
  await resolveSdkHere();
  const hooks = createHooks();
  const llm = lateLlm();
  const plugged: Plugged[] = [];
  for (const found of await findPlugins(deps)) plugged.push(await plug(found, { ...deps, hooks, llm }));
  llm.use(plugged.flatMap(({ activated }) => activated?.llms ?? [])[0]);
  await reportRefused(
    plugged.flatMap(({ found, refused }) => (refused ? [{ id: found.id, standing: refused }] : [])),
    deps.conditions,
  );
  return new Plugins(plugged, { hooks, llm, log: deps.log });
};

const plug = async (found: Found, deps: ActivationDeps): Promise<Plugged> => {
  if (found.refused) return { found, refused: refusedStanding(found.refused, deps.now()) };
  try {
    return { found, activated: await activate(found, deps) };
  } catch (cause) {
    return { found, refused: refusedStanding(cause, deps.now()) };
  }
};

interface Owned {
  readonly hooks: HookTable;
  readonly llm: Llm;
  readonly log: (message: string) => void;
}

/** The plugins of this host. Disposing releases them, last first, and leaves no tap behind. */
export class Plugins implements AsyncDisposable {
  /** Calls the taps of plugins. */
  readonly hooks: HookCalls;
  /** The language model that is configured. */
  readonly llm: Llm;
  #plugged: readonly Plugged[];
  readonly #log: (message: string) => void;
  #table: HookTable;
  readonly #services: Services;

  constructor(plugged: readonly Plugged[], { hooks, llm, log }: Owned) {
    this.llm = llm;
    this.#plugged = plugged;
    this.#table = hooks;
    this.#log = log;
    this.#services = new Services(log);
    this.hooks = callsOf(() => this.#table);
  }

  /** Every plugin that was found, with how it is doing now. */
  list(): readonly PluginState[] {
    return this.#plugged.map(stateOf);
  }

  /** Manifests of every plugin that has a readable one, at work or not. */
  manifests(): readonly Manifest[] {
    return this.#plugged.flatMap(({ found }) => found.manifest ?? []);
  }

  /** Who listens to which hook, and how often that failed. */
  taps(): readonly HookOverview[] {
    return hookOverview(this.#plugged.flatMap(({ activated }) => activated ?? []));
  }

  /** Whether any plugin listens to a hook. */
  isTapped(hook: HookName): boolean {
    return this.#table[hook].isTapped();
  }

  /** The connector of a type of source. */
  connector(type: string): LoadedConnector | undefined {
    return this.connectors().find((connector) => connector.type === type);
  }

  connectors(): readonly LoadedConnector[] {
    return this.#plugged.flatMap(({ activated }) => activated?.connectors ?? []);
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
    this.#table = createHooks();
    const last = this.#plugged.toReversed();
    this.#plugged = [];
    for (const { found, activated } of last) {
      const leaks = (await activated?.scope.release()) ?? [];
      for (const leak of leaks) this.#log(`Plugin "${found.id}" leaked: ${reasonOf(leak)}`);
    }
  }

  #loadedServices(): readonly LoadedService[] {
    return this.#plugged.flatMap(({ activated }) => activated?.services ?? []);
  }
}

const declaredWebhooks = (manifest: Manifest, isActive: boolean): readonly DeclaredWebhook[] =>
  (manifest.contributes.webhooks ?? []).map((contribution) => ({
    plugin: manifest.id,
    manifest,
    contribution,
    isActive,
  }));

const stateOf = ({ found, activated, refused }: Plugged): PluginState => {
  const { id, origin, path, manifest } = found;
  return {
    id,
    displayName: manifest?.displayName ?? id,
    ...(manifest && { version: manifest.version }),
    origin,
    path,
    contributes: contributedBy(manifest),
    ...(manifest && { confinement: confinementOf(manifest) }),
    ...(refused ?? activated.health.standing()),
  };
};
