import { setTimeout as after } from 'node:timers/promises';
import type { Access } from '../access/access.ts';
import type { Members } from '../access/members/members.ts';
import type { ExtractFolders } from '../extract/extract-folder.ts';
import { ConnectorProbe } from '../extract/source-probe.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { ConformanceResult } from '../kernel/conformance.ts';
import { storeBeside } from '../kernel/find-plugins.ts';
import type { StagedPlugins } from '../kernel/plugins.ts';
import { reasonOf } from '../kernel/reason.ts';
import { BisectFile } from '../plugin-manager/diagnosis/bisect-file.ts';
import { applyFailed } from '../plugin-manager/errors.ts';
import { GenerationFiles } from '../plugin-manager/generation-files.ts';
import { GenerationLog } from '../plugin-manager/generation-log.ts';
import { Packages } from '../plugin-manager/packages.ts';
import { Plans } from '../plugin-manager/plans.ts';
import { changeHandlers } from '../plugin-manager/plugin-jobs.ts';
import { PluginManager } from '../plugin-manager/plugin-manager.ts';
import type { SettingsOf } from '../plugin-manager/settings-part.ts';
import type { Reach } from '../plugin-manager/wire.ts';
import type { Registry } from '../registry/registry.ts';
import { generationsIn } from './boot-generation.ts';
import type { Outside } from './outside.ts';
import { checkResult, listResult, packageLookOf } from './plugin-conformance.ts';
import { outboundOf } from './settings-parts.ts';

/* What changes which plugins there are. */

interface ManagerParts extends Outside {
  readonly registry: Registry;
  readonly folders: ExtractFolders;
}

/** What became of each generation of plugins. */
export const generationLogOf = ({ store, now, log }: Outside) =>
  new GenerationLog({
    store,
    now,
    log: (message, error) => log('plugin', { message, error: reasonOf(error) }),
  });

/** Where a search for a plugin that breaks is written down. */
export const bisectFileOf = ({ dataDir }: Pick<Outside, 'dataDir'>) =>
  new BisectFile(`${dataDir}/plugins/bisect.json`);

/** Milliseconds that a new generation is watched. */
const soakMs = 10_000;
/** Milliseconds between two looks at it. */
const lookMs = 250;

export const pluginManagerOf = (parts: ManagerParts): PluginManager =>
  new PluginManager({
    plugins: parts.plugins,
    files: new GenerationFiles(generationsIn(parts.dataDir)),
    hostVersion: parts.about.version,
    now: parts.now,
    log: generationLogOf(parts),
    refuseWhileHeld: () => bisectFileOf(parts).refuseWhileRunning(),
    soak: async (hasFailed, signal) => {
      const steps = soakMs / lookMs;
      // A host that stops has watched long enough.
      for (let step = 0; step < steps && !signal.aborted && !hasFailed(); step += 1)
        await after(lookMs, undefined, { signal }).catch(() => undefined);
    },
    probe: async (entries, staged, note) => {
      const touched = entries.map(({ id }) => id);
      for (const source of await parts.registry.sources()) {
        const plugin = staged.connector(source.type, source.slug)?.plugin;
        if (source.enabled && plugin !== undefined && touched.includes(plugin))
          for (const result of await probe(source, staged, parts)) note(plugin, result);
      }
    },
  });

type Source = Awaited<ReturnType<Registry['sources']>>[number];

/** What worked with the connector that runs has to work with the new one. */
const probe = async (
  source: Source,
  staged: Pick<StagedPlugins, 'connector'>,
  parts: ManagerParts,
): Promise<readonly ConformanceResult[]> => {
  const signal = new AbortController().signal;
  const probing = probeWith(staged, parts);
  const next = await probing.check(source, signal);
  const checked = checkResult(source.slug, next);
  if (next.ok) return [checked, await listResult(source, probing)];
  if (!parts.plugins.connector(source.type, source.slug)) return [checked];
  const now = await probeWith(parts.plugins, parts).check(source, signal);
  const plugin = staged.connector(source.type, source.slug)?.plugin ?? source.type;
  if (now.ok)
    throw applyFailed({
      plugin,
      reason: `the source "${source.slug}" no longer answers: ${next.error?.message}`,
    });
  return [checked];
};

const probeWith = (connectors: Pick<StagedPlugins, 'connector'>, parts: ManagerParts): ConnectorProbe => {
  const { secrets, config, attachLists, folders, outbound } = parts;
  return new ConnectorProbe({
    connectors: { connector: (type, source = '') => connectors.connector(type, source) },
    secrets,
    roots: config.files.roots,
    privateAllowed: config.egress.private,
    outbound,
    extensions: attachLists.extensions,
    folders,
  });
};

export const pluginPackagesOf = (parts: Outside) =>
  new Packages({
    folder: `${parts.dataDir}/plugins`,
    store: () => storeBeside(`${parts.dataDir}/plugins/local`),
    reach: outboundOf(parts),
    secret: (name, host) => parts.secrets.resolveFor(name, host),
    caFile: parts.config.egress.ca_file,
    ca: parts.outbound.ca,
  });

interface PlanParts extends Outside {
  readonly pluginManager: PluginManager;
  readonly pluginPackages: Packages;
  readonly pluginSettings: SettingsOf;
}

export const pluginPlansOf = (parts: PlanParts) =>
  new Plans({
    manager: parts.pluginManager,
    packages: parts.pluginPackages,
    settingsOf: parts.pluginSettings,
    conformance: packageLookOf(parts),
    hostVersion: parts.about.version,
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

/** Has the queue know who changes plugins. */
export const handlePluginChanges = ({
  jobs,
  pluginManager,
}: {
  readonly jobs: Jobs;
  readonly pluginManager: PluginManager;
}): void => {
  for (const [kind, handler] of Object.entries(changeHandlers(pluginManager))) jobs.handle(kind, handler);
};
