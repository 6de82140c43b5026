import { join } from 'node:path';
import type { Manifest } from '@agnes/sdk';
import { readYamlFile } from '../../config/yaml-file.ts';
import { reasonOf } from '../kernel/reason.ts';
import type { Packages } from '../plugin-manager/packages.ts';
import type { PluginManager } from '../plugin-manager/plugin-manager.ts';
import { Companions } from '../plugin-manager/settings/companions.ts';
import { lastSettings } from '../plugin-manager/settings/config-repository.ts';
import { openJournal } from '../plugin-manager/settings/journal.ts';
import { originsOf } from '../plugin-manager/settings/origins.ts';
import type { DraftDeps } from '../plugin-manager/settings/settings-draft.ts';
import { settleJournal } from '../plugin-manager/settings/settle.ts';
import type { SettingsOf } from '../plugin-manager/settings-part.ts';
import { KeptState } from '../plugin-manager/state/kept-state.ts';
import { settleState } from '../plugin-manager/state/settle-state.ts';
import { Snapshots } from '../plugin-manager/state/snapshots.ts';
import { laySlices, readOverlay, type Slice } from '../settings/overlay-file.ts';
import type { Settings } from '../settings/settings.ts';
import { generationsIn } from './boot-generation.ts';
import { instanceConfig } from './instance-config.ts';
import type { Outside } from './outside.ts';
import { overlayPath } from './overlay-to-be.ts';
import { pluginSettingsOf } from './plugin-settings.ts';
import { outboundOf } from './settings-parts.ts';

/* What goes forward and back with the code of plugins, as in `parts.ts`. */

/** Copies of what sources remembered. */
export const snapshotsIn = (dataDir: string) => new Snapshots(join(dataDir, 'plugins'));

interface StateParts extends Outside {
  readonly pluginPackages: Packages;
}

export const pluginStateOf = ({ store, dataDir, now, pluginPackages }: StateParts) =>
  new KeptState({
    store,
    now,
    snapshots: snapshotsIn(dataDir),
    stored: (entry) => pluginPackages.stored(entry),
  });

interface CompanionParts extends StateParts {
  readonly settings: Settings;
  readonly pluginState: KeptState;
}

/** What plugins are told when this text is the overlay. */
const settingsWithOf =
  ({ instance, env }: Pick<Outside, 'instance' | 'env'>) =>
  async (overlay: string): Promise<SettingsOf> =>
    pluginSettingsOf({ config: (await instanceConfig(instance.base, env, overlay)).config, env });

/** What instance.yaml and the overlay say, as they are written. */
const writtenOf =
  ({ instance, dataDir }: Pick<Outside, 'instance' | 'dataDir'>) =>
  async () => ({
    base: (await readYamlFile(instance.base)).value,
    overlay: await readOverlay(overlayPath(dataDir)),
  });

export const companionsOf = (parts: CompanionParts) =>
  new Companions({
    store: parts.store,
    folder: generationsIn(parts.dataDir),
    written: writtenOf(parts),
    lay: (slices) => parts.settings.lay(slices),
    settingsWith: settingsWithOf(parts),
    manifests: () => parts.plugins.manifests(),
    stored: (entry) => parts.pluginPackages.stored(entry),
    state: parts.pluginState,
    settleState: settleState({
      store: parts.store,
      now: parts.now,
      snapshots: snapshotsIn(parts.dataDir),
    }),
    settled: () => clearUnsettled(parts.conditions),
    log: (message, error) => parts.log('plugin', { message, error: reasonOf(error) }),
  });

/** By setting of a plugin: where it comes from. Files that cannot be read say nothing. */
export const settingOriginsOf =
  (parts: Pick<Outside, 'instance' | 'dataDir' | 'env'>) =>
  async (manifest: Manifest): Promise<Readonly<Record<string, string>>> => {
    const written = await writtenOf(parts)().catch(() => ({ base: {}, overlay: {} }));
    return originsOf(manifest, { ...written, env: parts.env });
  };

/** What plans work out settings with. */
export const draftOf = (parts: Outside): DraftDeps => ({
  written: writtenOf(parts),
  settingsWith: settingsWithOf(parts),
  hasSecret: (name) => parts.secrets.has(name),
  isTaken: (name) => parts.storedSecrets.find(name) !== undefined,
  outbound: outboundOf(parts),
  kept: (plugin, version) => lastSettings(parts.store.read, plugin, version),
});

/** Makes a generation of settings of plugins that were changed elsewhere. What fails is tried again at the next start. */
export const settingsChangedOf =
  (parts: Pick<Outside, 'log'> & { readonly pluginManager: PluginManager }) =>
  async (by: string): Promise<void> => {
    await parts.pluginManager.takeOver(by).catch((error: unknown) => {
      const message = 'Settings of plugins were changed, and no generation could be made of that.';
      parts.log('plugin', { message, error: reasonOf(error) });
    });
  };

const subject = { subjectType: 'plugin_generation', subjectId: 'current' } as const;

/** Ends what a crash interrupted, before anything is loaded. What cannot be ended is told, and tried at the next start. */
export const settleGeneration = async ({
  dataDir,
  store,
  conditions,
  now,
}: Pick<Outside, 'dataDir' | 'store' | 'conditions' | 'now'>): Promise<void> => {
  const folder = generationsIn(dataDir);
  const journal = await openJournal(folder);
  const settling = {
    folder,
    lay: (slices: readonly Slice[]) => laySlices(overlayPath(dataDir), slices),
    settleState: settleState({ store, now, snapshots: snapshotsIn(dataDir) }),
  };
  try {
    if (journal) await settleJournal(journal, settling);
    await clearUnsettled(conditions);
  } catch (cause) {
    await conditions.raise({ ...subject, ...unsettled, why: reasonOf(cause) });
  }
};

const clearUnsettled = (conditions: Outside['conditions']): Promise<void> =>
  conditions.clear(subject.subjectType, subject.subjectId, unsettled.code);

const unsettled = {
  code: 'settings_unsettled',
  severity: 'error',
  remedy: 'Make room on the disk of the data folder, or make it writable, then start the host again.',
} as const;
