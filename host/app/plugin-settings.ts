import type { Manifest } from '@agnes/sdk';
import { merge } from '../../config/merge.ts';
import type { Config } from '../../config/schema.ts';

interface Said {
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What the instance says about a plugin: its section, then `plugins.<id>.settings`, then the environment. */
export const pluginSettings = ({ id, config: declared }: Manifest, { config, env }: Said): unknown => {
  const section = declared?.section?.split('.').reduce<unknown>(inside, config);
  const variables = Object.entries(declared?.env ?? {}).map(
    ([setting, name]) => [setting, env[name]] as const,
  );
  const given = Object.fromEntries(variables.filter(([, value]) => value !== undefined && value !== ''));
  return merge(merge(section ?? {}, config.plugins[id]?.settings ?? {}), given);
};

const inside = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
