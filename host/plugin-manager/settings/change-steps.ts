import type { Manifest } from '@agnes/sdk';
import type { LockEntry } from '../../kernel/generation-lock.ts';
import { checkSettings } from '../../kernel/plugin-settings.ts';
import type { Plugins } from '../../kernel/plugins.ts';
import { problemOf } from '../install-step.ts';
import { outsideEntry } from '../lock-entries.ts';
import type { Step } from '../plan.ts';
import { lockedSettings, type SettingsOf, settingsDiff } from '../settings-part.ts';
import { settingsOfNobody } from './errors.ts';
import type { SettingsDraft } from './settings-draft.ts';

/** A plugin that stays as it is, with other settings. */
interface Changing {
  readonly manifest: Manifest;
  readonly origin: 'bundled' | 'local';
  /** The entry of the current generation. */
  readonly old: LockEntry | undefined;
  readonly settingsOf: SettingsOf;
  readonly nextSettings: SettingsOf;
}

interface Around {
  readonly plugins: Pick<Plugins, 'list' | 'manifests'>;
  readonly before: readonly LockEntry[];
  readonly draft: SettingsDraft;
  readonly settingsOf: SettingsOf;
}

/** What changes of settings alone come to, by plugin. */
export const changeSteps = async (
  wanted: readonly (readonly [string, Readonly<Record<string, unknown>>])[],
  around: Around,
): Promise<readonly Step[]> => {
  const steps: Step[] = [];
  for (const [id, patch] of wanted) steps.push(...(await stepsOf(id, patch, around)));
  return steps;
};

const stepsOf = async (
  id: string,
  patch: Readonly<Record<string, unknown>>,
  { plugins, before, draft, settingsOf }: Around,
): Promise<readonly Step[]> => {
  try {
    const manifest = plugins.manifests().find((one) => one.id === id);
    if (!manifest) throw settingsOfNobody({ plugin: id });
    await draft.change({ manifest, patch });
    const origin = plugins.list().find((one) => one.id === id)?.origin ?? 'local';
    const old = before.find((entry) => entry.id === id && !entry.sources);
    const step = changeStep({ manifest, origin, old, settingsOf, nextSettings: await draft.settings() });
    return step ? [step] : [];
  } catch (cause) {
    return [{ problem: problemOf(id, cause) }];
  }
};

/** Nothing where they are as they were. */
const changeStep = (changing: Changing): Step | undefined => {
  const { manifest, origin, old, settingsOf, nextSettings } = changing;
  const { id, version } = manifest;
  const settings = nextSettings(manifest);
  try {
    checkSettings({ manifest, origin }, settings);
  } catch (cause) {
    return { problem: problemOf(id, cause) };
  }
  const config = settingsDiff({ manifest, settings: settingsOf(manifest) }, { manifest, settings });
  if (config.length === 0) return undefined;
  const entry = {
    ...(old ?? outsideEntry({ id, version, origin }, true)),
    config: lockedSettings(manifest, settings),
  };
  const powers = { added: [], removed: [], reworded: [] };
  const connectors = (manifest.contributes.connectors ?? []).map((connector) => connector.id);
  return {
    entry,
    action: {
      id,
      from: version,
      to: version,
      changelog: '',
      breaking: [],
      powers,
      config,
      connectors,
      moves: [],
    },
  };
};
