import type {
  AuthHost,
  Http,
  Llm,
  LlmBudget,
  LlmRequest,
  Manifest,
  Plugin,
  PluginHost,
  ResourceContext,
  ResourceType,
  Service,
} from '@agnes/sdk';
import { attributionNow } from './attribution.ts';
import { limited, printable } from './child-output.ts';
import { stampOf } from './code-failure.ts';
import { contributionsOf } from './contributions.ts';
import { importEntry } from './entry.ts';
import { entryInvalid } from './errors.ts';
import type { PluginLedger } from './ledger.ts';
import { createRouters } from './llm-routers.ts';
import type { LoadedResourceType, LoadedService, LoadedSignIn } from './loaded.ts';
import type { PluginSettings } from './plugin-settings.ts';
import { reasonOf } from './reason.ts';
import type { Scope } from './scope.ts';
import { signInMethods } from './sign-in-methods.ts';
import type { Taps } from './tap.ts';
import { catalogUndeclared, llmUndeclared } from './undeclared-errors.ts';

/** A plugin that may be loaded. */
export interface Loadable {
  /** Absolute. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Whose requests they are, and where its manifest and settings say they may go. */
interface HttpOwner {
  readonly id: string;
  readonly manifest: Manifest;
  /** Absolute. */
  readonly folder: string;
  readonly settings: PluginSettings;
}

/** What one plugin is set up with. */
export interface SetupDeps {
  readonly settings: PluginSettings;
  readonly taps: Taps;
  readonly scope: Scope;
  /** The way out of one plugin; closed when the plugin is released. */
  readonly http: (owner: HttpOwner) => Http & AsyncDisposable;
  /** What resource types list from. */
  readonly resources: ResourceContext;
  /** What sign-in methods may know of the host. */
  readonly mail: AuthHost['mail'];
  readonly hasSecret: AuthHost['hasSecret'];
  readonly isDevelopment: boolean;
  /** Every table with its numbers, for plugins that declare that they read them. */
  readonly catalog: PluginHost['catalog'];
  /** The language model, for plugins that declare that they ask it. */
  readonly llm: Llm;
  readonly llmBudget: LlmBudget;
  /** Told of what it says and which of its powers it uses. */
  readonly ledger?: PluginLedger;
  readonly now: () => number;
  readonly log: (message: string) => void;
}

/** What a plugin brings into this process beside its taps. */
export interface InProcess {
  readonly signIns: readonly LoadedSignIn[];
  readonly resourceTypes: readonly LoadedResourceType[];
  readonly services: readonly LoadedService[];
  readonly llms: readonly Llm[];
}

const shapes = {
  plugin: { expected: 'a plugin (definePlugin)', functions: ['setup'] },
  service: { expected: 'a service (defineService)', functions: ['create'] },
  resourceType: { expected: 'a resource type (defineResourceType)', functions: ['listBlocks'] },
} as const;

/** Imports what runs in this process, one entry after another, and sets it up. */
export const setUp = async (loadable: Loadable, deps: SetupDeps): Promise<InProcess> => {
  const { folder, manifest } = loadable;
  const { authProviders, resourceTypes, hooks } = contributionsOf(manifest);
  const owner = { plugin: manifest.id, version: manifest.version };
  const made = {
    signIns: [] as LoadedSignIn[],
    resourceTypes: [] as LoadedResourceType[],
    services: await loadServices(loadable),
    llms: await loadRouters(loadable, deps),
  };
  for (const contribution of authProviders) {
    const methods = await signInMethods(folder, contribution, authHostOf(loadable, deps));
    made.signIns.push(...methods.map((method) => ({ ...owner, method })));
  }
  for (const { key, entry } of resourceTypes) {
    const type = await importEntry<ResourceType>(folder, entry, shapes.resourceType);
    if (type.key !== key) throw entryInvalid({ entry, expected: `the resource type "${key}"` });
    tapBlocks(type, deps);
    made.resourceTypes.push({ ...owner, type });
  }
  for (const { entry, taps } of hooks) {
    const plugin = await importEntry<Plugin>(folder, entry, shapes.plugin);
    await plugin.setup(hostOf(loadable, deps, taps));
  }
  return made;
};

/** Imports the services of a plugin; nothing runs yet. */
export const loadServices = async ({ folder, manifest }: Loadable): Promise<readonly LoadedService[]> => {
  const loaded: LoadedService[] = [];
  for (const { id, title, entry } of contributionsOf(manifest).services) {
    const service = await importEntry<Service>(folder, entry, shapes.service);
    loaded.push({ plugin: manifest.id, version: manifest.version, id, title, service });
  }
  return loaded;
};

const loadRouters = async (loadable: Loadable, deps: SetupDeps): Promise<readonly Llm[]> => {
  if (contributionsOf(loadable.manifest).llmRouters.length === 0) return [];
  const { settings, llmBudget, hasSecret, now } = deps;
  return createRouters(loadable, { settings, hasSecret, now, budget: llmBudget, ...reachOf(loadable, deps) });
};

// The type is the key: a type answers for itself and has nothing to say about the others.
const tapBlocks = (type: ResourceType, { taps, resources }: SetupDeps): void =>
  taps.add('listResourceBlocks', async (asked) =>
    asked.type === type.key ? type.listBlocks(resources) : [],
  );

/** All of the host that a plugin sees. */
const hostOf = (loadable: Loadable, deps: SetupDeps, declared: readonly string[]): PluginHost => {
  const { taps, scope, settings, catalog, llm, ledger } = deps;
  const code = stampOf(loadable);
  return Object.freeze({
    id: loadable.manifest.id,
    settings,
    tap: taps.facade(declared),
    defer: (release: () => void | Promise<void>) => scope.defer(release),
    catalog: async () => {
      const refused = !loadable.manifest.capabilities?.catalog;
      ledger?.used({ ...code, capability: 'catalog', refused });
      if (refused) throw catalogUndeclared({});
      return await catalog();
    },
    llm: {
      extractJson: async (request: LlmRequest) => {
        const refused = !loadable.manifest.capabilities?.llm;
        ledger?.used({ ...code, capability: 'llm', refused });
        if (refused) throw llmUndeclared({});
        return await llm.extractJson(request);
      },
    },
    ...reachOf(loadable, deps),
  });
};

const authHostOf = (loadable: Loadable, deps: SetupDeps): AuthHost => {
  const { settings, mail, hasSecret, isDevelopment } = deps;
  return Object.freeze({ settings, mail, hasSecret, isDevelopment, ...reachOf(loadable, deps) });
};

/** The log of one plugin: what it says, printable, as much as anybody could read. */
const pluginLog = (plugin: string, log: SetupDeps['log']): ((message: string) => void) => {
  const line = limited((_stream, text) => log(`${plugin}: ${text}`));
  return (message) => line('stdout', printable(reasonOf(message)));
};

/** The way out and the log. */
const reachOf = (loadable: Loadable, { settings, scope, http: openHttp, log, ledger }: SetupDeps) => {
  const { manifest, folder } = loadable;
  const http = openHttp({ id: manifest.id, manifest, folder, settings });
  scope.defer(async () => http[Symbol.asyncDispose]());
  return {
    log: pluginLog(manifest.id, (message) => {
      log(message);
      const during = attributionNow()?.during ?? 'host';
      ledger?.said({
        ...stampOf(loadable),
        level: 'info',
        during,
        message: message.slice(manifest.id.length + 2),
      });
    }),
    http: { fetch: http.fetch.bind(http), download: http.download.bind(http) },
  };
};
