import type { Manifest } from '@agnes/sdk';
import { secretPaths } from '@agnes/sdk/secret-paths';
import { settingAt } from '../../kernel/broker-rules.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Names of the secrets that a source with these settings uses: environment variables of the host. */
export const secretNames = (manifest: Manifest, config: Settings): readonly string[] => {
  const names = secretPaths(manifest).flatMap((path) => [settingAt(config, path.split('.'))].flat());
  return [...new Set(names)].filter((name) => typeof name === 'string' && name !== '').map(String);
};
