import type { Manifest } from '@agnes/sdk';
import { merge } from '../../config/merge.ts';
import type { Config } from '../../config/schema.ts';

interface Said {
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * What the instance says about a plugin: its section, then `plugins.<id>.settings`, then the environment. A variable
 * that is empty counts where nothing else is said; otherwise a line left blank in `.env` would switch things off.
 */
export const pluginSettings = ({ id, config: declared }: Manifest, { config, env }: Said): unknown => {
  const section = declared?.section?.split('.').reduce<unknown>(inside, config);
  const files = merge(section ?? {}, config.plugins[id]?.settings ?? {});
  return Object.entries(declared?.env ?? {}).reduce<unknown>((said, [setting, name]) => {
    const value = env[name];
    const path = setting.split('.');
    const isLeft = value === '' && path.reduce<unknown>(inside, files) !== undefined;
    return value === undefined || isLeft ? said : merge(said, nested(path, value));
  }, files);
};

/** The same, with an instance that was read, as plugins are loaded with it. */
export const pluginSettingsOf =
  ({ config, env }: Said) =>
  (manifest: Manifest): unknown =>
    pluginSettings(manifest, { config, env });

const inside = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;

const nested = (path: readonly string[], value: string): unknown =>
  path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
