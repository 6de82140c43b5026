import type { Manifest } from '@agnes/sdk';
import { settingAt } from '../../kernel/broker-rules.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Names of the secrets that a source with these settings uses: environment variables of the host. */
export const secretNames = ({ capabilities = {} }: Manifest, config: Settings): readonly string[] => {
  const paths = [
    ...(capabilities.network ?? []).flatMap(({ secret }) => secret?.config ?? []),
    ...(capabilities.secrets ?? []).map((secret) => secret.config),
  ];
  const names = paths.flatMap((path) => [settingAt(config, path.split('.'))].flat());
  return [...new Set(names)].filter((name) => typeof name === 'string' && name !== '').map(String);
};
