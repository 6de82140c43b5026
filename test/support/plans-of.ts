import { merge } from '../../config/merge.ts';
import type { Plugins } from '../../host/kernel/plugins.ts';
import type { Advisories } from '../../host/plugin-manager/advisories.ts';
import type { PackageLook, Probe } from '../../host/plugin-manager/conformance.ts';
import type { KnownSource } from '../../host/plugin-manager/live-versions.ts';
import type { Packages } from '../../host/plugin-manager/packages.ts';
import { Plans } from '../../host/plugin-manager/plans.ts';
import type { PluginManager } from '../../host/plugin-manager/plugin-manager.ts';
import { lastSettings } from '../../host/plugin-manager/settings/config-repository.ts';
import { Sightings } from '../../host/plugin-manager/sightings.ts';
import type { SystemStore } from '../../host/store/system-store.ts';
import type { companionsOf } from './companions-of.ts';
import { testReach } from './served-repository.ts';

/** What a test decides about the host. */
export const emptyWorld = () => ({
  soak: async () => {},
  probe: (async () => {}) as Probe,
  settings: {} as Readonly<Record<string, unknown>>,
  secrets: [] as readonly string[],
  conformance: (async () => undefined) as PackageLook,
  /** Long after anything of a test was committed. */
  now: 1_000_000_000_000,
  sources: [] as readonly KnownSource[],
  advisories: [] as Advisories,
});

interface PlanParts {
  readonly manager: PluginManager;
  readonly packages: Packages;
  readonly plugins: Plugins;
  readonly store: SystemStore;
  readonly beside: Awaited<ReturnType<typeof companionsOf>>;
  readonly world: ReturnType<typeof emptyWorld>;
}

/** Plans over what a test has set up. */
export const plansOf = ({ manager, packages, plugins, store, beside, world }: PlanParts): Plans => {
  const now = () => world.now;
  return new Plans({
    manager,
    packages,
    plugins,
    store,
    state: beside.state,
    settingsOf: (manifest) => merge(world.settings, plugins.settingsOf(manifest)),
    settings: {
      written: beside.written,
      settingsWith: beside.settingsWith,
      hasSecret: (name) => world.secrets.includes(name),
      isTaken: (name) => world.secrets.includes(name),
      outbound: testReach,
      kept: (plugin, number) => lastSettings(store.read, plugin, number),
    },
    conformance: (stored) => world.conformance(stored),
    kept: async () => (await manager.records()).map(({ lock }) => lock),
    sightings: new Sightings({ store, now }),
    installed: () => plugins.manifests(),
    sources: async () => world.sources,
    terms: async () => ({
      hostVersion: '0.1.0',
      minAgeMs: 72 * 3_600_000,
      advisories: world.advisories,
      now: world.now,
    }),
    now,
  });
};
