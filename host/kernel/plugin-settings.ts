import { frozenCopy, type Manifest, Type } from '@agnes/sdk';
import { secretPaths } from '@agnes/sdk/secret-paths';
import { settingAt } from './broker-rules.ts';
import { pluginSettingsInvalid } from './errors.ts';
import { settingsChecker } from './settings-checker.ts';

/** Settings of a plugin: checked, defaults filled in, frozen. */
export type PluginSettings = Readonly<Record<string, unknown>>;

/** Whose settings they are. */
interface Owner {
  readonly manifest: Manifest;
  readonly origin: 'bundled' | 'local';
}

const none = Type.Object({}, { additionalProperties: false });

/** Checks what the instance says about a plugin against the plugin's own schema; throws every fault at once. */
export const checkSettings = ({ manifest, origin }: Owner, settings: unknown): PluginSettings => {
  const { id: plugin, config } = manifest;
  const checked = settingsChecker(config?.schema ?? none)(settings ?? {});
  const faults = checked.ok
    ? defaultedSecrets(manifest, settings, checked.value)
    : checked.faults.map(({ loc, msg }) => `${loc} ${msg}`);
  if (!checked.ok || (origin === 'local' && faults.length > 0))
    throw pluginSettingsInvalid({ plugin, faults });
  // Manifests may only hold schemas of objects.
  return frozenCopy(checked.value as PluginSettings);
};

/** Secrets that nobody but the plugin names. Which one it gets is not for a plugin from outside to say. */
const defaultedSecrets = (manifest: Manifest, given: unknown, filled: unknown): string[] => {
  const paths = secretPaths(manifest).map((path) => path.split('.'));
  return paths.flatMap((path) => {
    const name = settingAt(filled, path);
    if (typeof name !== 'string' || name === '' || settingAt(given, path) === name) return [];
    return `/${path.join('/')} names the secret "${name}" by a default of the plugin: write the name there yourself`;
  });
};
