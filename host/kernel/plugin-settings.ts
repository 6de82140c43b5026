import { checkerFor, frozenCopy, type Manifest, Type } from '@agnes/sdk';
import { pluginSettingsInvalid } from './errors.ts';

/** Settings of a plugin: checked, defaults filled in, frozen. */
export type PluginSettings = Readonly<Record<string, unknown>>;

const none = Type.Object({}, { additionalProperties: false });

/** Checks what the instance says about a plugin against the plugin's own schema; throws every fault at once. */
export const checkSettings = ({ id, config }: Manifest, settings: unknown): PluginSettings => {
  const checked = checkerFor(config?.schema ?? none)(settings ?? {});
  // Manifests may only hold schemas of objects.
  if (checked.ok) return frozenCopy(checked.value as PluginSettings);
  const faults = checked.faults.map(({ loc, msg }) => `${loc} ${msg}`);
  throw pluginSettingsInvalid({ plugin: id, faults });
};
