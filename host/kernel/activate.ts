import { join } from 'node:path';
import type { Llm, Manifest } from '@agnes/sdk';
import { isPlatformError } from '@agnes/sdk/errors';
import { attributed } from './attribution.ts';
import { codeFailure, stampOf } from './code-failure.ts';
import { withDeadline } from './deadline.ts';
import { type Endings, runningNameOf } from './endings.ts';
import { setupFailed, setupTimedOut } from './errors.ts';
import type { HookTable } from './hooks.ts';
import { leftRunning, strayError } from './hostile-errors.ts';
import type { PluginLedger } from './ledger.ts';
import { LeftBehind } from './left-behind.ts';
import type {
  LoadedConnector,
  LoadedJob,
  LoadedResourceType,
  LoadedService,
  LoadedSignIn,
} from './loaded.ts';
import { PluginHealth } from './plugin-health.ts';
import { checkSettings, type PluginSettings } from './plugin-settings.ts';
import type { ConditionSink } from './plugin-state.ts';
import { reasonOf } from './reason.ts';
import { whileUnderWay } from './running-now.ts';
import { Scope } from './scope.ts';
import { type Loadable, type SetupDeps, setUp } from './set-up.ts';
import { Taps } from './tap.ts';

/** What plugins are given and watched with. */
export interface ActivationDeps
  extends Pick<
    SetupDeps,
    | 'http'
    | 'resources'
    | 'catalog'
    | 'llm'
    | 'llmBudget'
    | 'ledger'
    | 'log'
    | 'mail'
    | 'hasSecret'
    | 'isDevelopment'
  > {
  /** What the instance says about a plugin, unchecked; nothing when it says nothing. */
  readonly settingsOf: (manifest: Manifest) => unknown;
  readonly now: () => number;
  readonly conditions: ConditionSink;
  readonly hooks: HookTable;
  /** Absent: nobody remembers which plugins ended the host. */
  readonly endings?: Endings;
  /** Milliseconds for loading and setting up one plugin. */
  readonly setupTimeoutMs?: number;
}

/** A plugin at work. */
export interface Activated {
  readonly health: PluginHealth;
  readonly taps: Taps;
  readonly scope: Scope;
  readonly connectors: readonly LoadedConnector[];
  readonly jobs: readonly LoadedJob[];
  readonly signIns: readonly LoadedSignIn[];
  readonly resourceTypes: readonly LoadedResourceType[];
  readonly services: readonly LoadedService[];
  readonly llms: readonly Llm[];
}

/** A plugin that may be loaded, and whether it shipped with the host. */
type Installed = Loadable & { readonly origin: 'bundled' | 'local' };

/** Loads a plugin and sets it up. It starts whole or not at all: when anything fails, what it deferred is released. */
export const activate = async (plugin: Installed, deps: ActivationDeps): Promise<Activated> => {
  const { id, version } = plugin.manifest;
  const settings = checkSettings(plugin, deps.settingsOf(plugin.manifest));
  const health = new PluginHealth({ ...deps, plugin: id });
  const { ledger } = deps;
  const outside = plugin.origin === 'local' ? new LeftBehind() : undefined;
  const taps = new Taps({
    plugin: id,
    version,
    folder: plugin.folder,
    hooks: deps.hooks,
    health,
    outside,
    ...(ledger && { ledger }),
  });
  const fail = (cause: unknown): void =>
    ledger?.failed(codeFailure(cause, { ...stampOf(plugin), folder: plugin.folder, during: 'setup' }));
  const scope = new Scope();
  if (outside) scope.defer(() => refuseLeaks(outside));
  const { setupTimeoutMs: ms = 10_000 } = deps;
  try {
    const owned = { ...deps, settings, taps, scope };
    const blame = (error: unknown): void => {
      void health.failed(strayOf(id, error));
      fail(error);
    };
    const owner = { plugin: id, version, during: 'setup', blame, outside };
    const work = () => attributed(owner, () => setUp(plugin, owned));
    const late = () => setupTimedOut({ plugin: id, seconds: ms / 1000 });
    const parts = await whileUnderWay(runningNameOf(owner), () => withDeadline(work, ms, late));
    taps.goLive();
    ledger?.started(stampOf(plugin));
    return {
      health,
      taps,
      scope,
      ...parts,
      connectors: connectorsOf(plugin, ledger),
      jobs: jobsOf(plugin, settings, ledger),
    };
  } catch (cause) {
    for (const leak of await scope.release()) deps.log(`Plugin "${id}" leaked: ${reasonOf(leak)}`);
    fail(cause);
    throw namingPlugin(id, cause);
  }
};

// The code of connectors is not loaded: it runs in child processes.
const connectorsOf = (
  { folder, manifest, origin }: Installed,
  ledger: PluginLedger | undefined,
): readonly LoadedConnector[] =>
  (manifest.contributes.connectors ?? []).map((contribution) => ({
    type: contribution.id,
    title: contribution.title,
    plugin: manifest.id,
    version: manifest.version,
    folder,
    entry: join(folder, contribution.entry),
    manifest,
    isLocal: origin === 'local',
    contribution,
    ...(ledger && { ledger }),
  }));

// Nor is that of jobs.
const jobsOf = (
  { folder, manifest }: Loadable,
  settings: PluginSettings,
  ledger: PluginLedger | undefined,
): readonly LoadedJob[] =>
  (manifest.contributes.jobs ?? []).map((contribution) => ({
    id: contribution.id,
    plugin: manifest.id,
    version: manifest.version,
    folder,
    entry: join(folder, contribution.entry),
    manifest,
    contribution,
    settings,
    ...(ledger && { ledger }),
  }));

const refuseLeaks = (outside: LeftBehind): void => {
  const count = outside.end();
  if (count > 0) throw leftRunning({ count });
};

const strayOf = (plugin: string, cause: unknown) =>
  strayError({ plugin, reason: reasonOf(cause) }, { cause });

const namingPlugin = (plugin: string, cause: unknown): Error => {
  if (isPlatformError(cause) && cause.code === 'plugin_setup_timeout') return cause;
  const advice = isPlatformError(cause) ? { advice: cause.hint } : {};
  return setupFailed({ plugin, reason: reasonOf(cause), ...advice }, { cause });
};
