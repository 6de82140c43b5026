import type { Manifest } from '@agnes/sdk';
import { settingAt } from '../../kernel/broker-rules.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Dotted paths of the settings that name secrets. */
export const secretPaths = ({ capabilities = {} }: Manifest): readonly string[] => [
  ...(capabilities.network ?? []).flatMap(({ secret }) => secret?.config ?? []),
  ...(capabilities.secrets ?? []).map((secret) => secret.config),
];

/** Names of the secrets that a source with these settings uses: environment variables of the host. */
export const secretNames = (manifest: Manifest, config: Settings): readonly string[] => {
  const names = secretPaths(manifest).flatMap((path) => [settingAt(config, path.split('.'))].flat());
  return [...new Set(names)].filter((name) => typeof name === 'string' && name !== '').map(String);
};
