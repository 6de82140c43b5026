import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { merge } from '../../config/merge.ts';
import type { Plugins } from '../../host/kernel/plugins.ts';
import type { Packages } from '../../host/plugin-manager/packages.ts';
import { Companions } from '../../host/plugin-manager/settings/companions.ts';
import { saidIn } from '../../host/plugin-manager/settings/places.ts';
import type { SettingsOf } from '../../host/plugin-manager/settings-part.ts';
import { KeptState } from '../../host/plugin-manager/state/kept-state.ts';
import { settleState } from '../../host/plugin-manager/state/settle-state.ts';
import { Snapshots } from '../../host/plugin-manager/state/snapshots.ts';
import { laySlices, readOverlay } from '../../host/settings/overlay-file.ts';
import type { SystemStore } from '../../host/store/system-store.ts';

interface Around {
  /** `DATA_DIR/plugins`. */
  readonly folder: string;
  readonly plugins: Pick<Plugins, 'manifests'>;
  readonly store: SystemStore;
  readonly packages: Pick<Packages, 'stored'>;
  /** What instance.yaml says. */
  readonly base?: () => unknown;
  readonly now?: () => number;
  /** Told that what was left open is put in. */
  readonly settled?: () => Promise<void>;
  /** Absent: `instance.yaml` in the folder. */
  readonly overlay?: string;
}

/** What goes along with generations of a host of a test. */
export const companionsOf = async (around: Around) => {
  const { folder, plugins, store, packages, base = () => ({}), now = () => 0 } = around;
  const { overlay = join(folder, 'instance.yaml') } = around;
  await mkdir(dirname(overlay), { recursive: true });
  const snapshots = new Snapshots(folder);
  const stored: Packages['stored'] = (entry) => packages.stored(entry);
  const state = new KeptState({ store, snapshots, stored, now });
  const settingsWith = async (text: string): Promise<SettingsOf> => {
    const whole = merge(base(), parse(text));
    return (manifest) => saidIn(whole, manifest);
  };
  const written = async () => ({ base: base(), overlay: await readOverlay(overlay) });
  const companions = new Companions({
    store,
    folder: join(folder, 'generations'),
    written,
    lay: (slices) => laySlices(overlay, slices),
    settingsWith,
    manifests: () => plugins.manifests(),
    stored,
    state,
    settleState: settleState({ store, snapshots, now }),
    settled: around.settled ?? (async () => {}),
    log: (message) => {
      throw new Error(message);
    },
  });
  return { companions, state, snapshots, overlay, written, settingsWith };
};
