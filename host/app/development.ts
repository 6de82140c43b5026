import type { InstanceConfig } from './instance-config.ts';

/** True for LOCAL_DEV_MODE on a host that nobody but this machine reaches; anywhere else the variable counts nothing. */
export const isDevelopment = (
  { host, url }: Pick<InstanceConfig, 'host' | 'url'>,
  env: Readonly<Record<string, string | undefined>>,
): boolean => {
  const isWanted = /^(1|true|yes)$/i.test(env['LOCAL_DEV_MODE'] ?? '');
  const isLocal = host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
  return isWanted && isLocal && url === undefined;
};
