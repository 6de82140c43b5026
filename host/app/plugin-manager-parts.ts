import { setTimeout as after } from 'node:timers/promises';
import type { Access } from '../access/access.ts';
import type { Members } from '../access/members/members.ts';
import type { ExtractFolders } from '../extract/extract-folder.ts';
import { storeBeside } from '../kernel/find-plugins.ts';
import { reasonOf } from '../kernel/reason.ts';
import { readAdvisories } from '../plugin-manager/advisories.ts';
import { BisectFile } from '../plugin-manager/diagnosis/bisect-file.ts';
import { GenerationFiles } from '../plugin-manager/generation-files.ts';
import { GenerationLog } from '../plugin-manager/generation-log.ts';
import { keptOf } from '../plugin-manager/generation-records.ts';
import { Packages } from '../plugin-manager/packages.ts';
import { Plans } from '../plugin-manager/plans.ts';
import { PluginManager } from '../plugin-manager/plugin-manager.ts';
import type { Companions } from '../plugin-manager/settings/companions.ts';
import type { SettingsOf } from '../plugin-manager/settings-part.ts';
import { Sightings } from '../plugin-manager/sightings.ts';
import type { KeptState } from '../plugin-manager/state/kept-state.ts';
import type { Reach } from '../plugin-manager/wire.ts';
import type { Registry } from '../registry/registry.ts';
import { generationsIn } from './boot-generation.ts';
import { draftOf } from './companion-parts.ts';
import type { Outside } from './outside.ts';
import { packageLookOf } from './plugin-conformance.ts';
import { probeOf } from './plugin-probe.ts';
import { outboundOf } from './settings-parts.ts';

/* What changes which plugins there are. */

/** What says which plugins there are, and how each of that went; what was read of them is kept. */
export interface GenerationParts {
  readonly pluginFiles: GenerationFiles;
  readonly pluginLog: GenerationLog;
}

export const pluginFilesOf = ({ dataDir }: Outside) => new GenerationFiles(generationsIn(dataDir));

interface ManagerParts extends Outside, GenerationParts {
  readonly registry: Registry;
  readonly folders: ExtractFolders;
  readonly companions: Companions;
}

/** What became of each generation of plugins. */
export const pluginLogOf = ({ store, now, log }: Outside) =>
  new GenerationLog({
    store,
    now,
    log: (message, error) => log('plugin', { message, error: reasonOf(error) }),
  });

/** Where a search for a plugin that breaks is written down. */
export const bisectFileOf = ({ dataDir }: Pick<Outside, 'dataDir'>) =>
  new BisectFile(`${dataDir}/plugins/bisect.json`);

/** Milliseconds between two looks at a new generation. */
const lookMs = 250;

export const pluginManagerOf = (parts: ManagerParts): PluginManager =>
  new PluginManager({
    plugins: parts.plugins,
    files: parts.pluginFiles,
    companions: parts.companions,
    hostVersion: parts.about.version,
    now: parts.now,
    log: parts.pluginLog,
    refuseWhileHeld: () => bisectFileOf(parts).refuseWhileRunning(),
    endings: parts.endings,
    soak: async (hasFailed, signal) => {
      const steps = (parts.config.plugin_install.watch_seconds * 1_000) / lookMs;
      // A host that stops has watched long enough.
      for (let step = 0; step < steps && !signal.aborted && !hasFailed(); step += 1)
        await after(lookMs, undefined, { signal }).catch(() => undefined);
    },
    probe: probeOf(parts),
  });

export const pluginPackagesOf = (parts: Outside) =>
  new Packages({
    folder: `${parts.dataDir}/plugins`,
    store: () => storeBeside(`${parts.dataDir}/plugins/local`),
    reach: outboundOf(parts),
    secret: (name, host) => parts.secrets.resolveFor(name, host),
    caFile: parts.config.egress.ca_file,
    ca: parts.outbound.ca,
  });

/** What the plugins that run were told. */
export const runningSettingsOf =
  ({ plugins }: Outside): SettingsOf =>
  (manifest) =>
    plugins.settingsOf(manifest);

interface PlanParts extends Outside, GenerationParts {
  readonly registry: Registry;
  readonly pluginManager: PluginManager;
  readonly pluginPackages: Packages;
  readonly pluginSettings: SettingsOf;
  readonly pluginState: KeptState;
}

export const pluginPlansOf = (parts: PlanParts) =>
  new Plans({
    manager: parts.pluginManager,
    packages: parts.pluginPackages,
    settingsOf: parts.pluginSettings,
    settings: draftOf(parts),
    plugins: parts.plugins,
    state: parts.pluginState,
    store: parts.store,
    conformance: packageLookOf(parts),
    kept: async () => keptOf(await parts.pluginFiles.all(), await parts.pluginLog.all()),
    sightings: new Sightings(parts),
    installed: () => parts.plugins.manifests(),
    sources: () => parts.registry.sources(),
    terms: async () => ({
      hostVersion: parts.about.version,
      minAgeMs: parts.config.plugin_install.min_age_hours * 3_600_000,
      advisories: await readAdvisories(`${parts.dataDir}/plugins/advisories.json`),
      now: parts.now(),
    }),
    now: parts.now,
  });

interface ReachParts {
  readonly registry: Registry;
  readonly access: Access;
  readonly members: Members;
}

/** What depends on connectors: tables, and the people whom a group grants one of them. */
export const pluginReachOf =
  ({ registry, access, members }: ReachParts) =>
  async (types: readonly string[]): Promise<Reach> => {
    const tables = (await registry.tables()).filter(
      ({ sourceType }) => sourceType !== undefined && types.includes(sourceType),
    );
    const { rights } = access;
    const granted = rights.groups.filter((group) =>
      tables.some(({ id }) => rights.grantsOf(group.id).find('table', id)),
    );
    const people = (await Promise.all(granted.map(({ id }) => members.list(id)))).flat();
    const users = new Set(people.filter(({ active }) => active).map(({ user_id }) => user_id)).size;
    return { tables: tables.map(({ name }) => name), users };
  };
