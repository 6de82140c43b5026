import { isIP } from 'node:net';
import type { Fault } from '@agnes/sdk';
import { placeIn } from '@agnes/sdk/extract';
import type { Config } from './schema.ts';

/** What a schema cannot see: addresses, ranges and host names that are none. */
export const networkFaults = ({ server, egress }: Config): readonly Fault[] => [
  ...faultsIn('/server/trusted_proxies', server.trusted_proxies, {
    isValid: isRange,
    rule: 'is neither an address nor a CIDR range',
  }),
  ...faultsIn('/server/allowed_hosts', server.allowed_hosts, {
    isValid: isHost,
    rule: 'is no host name, with or without port',
  }),
  ...faultsIn('/egress/resolve', Object.values(egress.resolve), {
    isValid: (text) => placeIn(text) !== undefined,
    rule: 'is neither an address nor address:port',
  }),
];

interface Rule {
  readonly isValid: (text: string) => boolean;
  readonly rule: string;
}

const faultsIn = (loc: string, values: readonly string[], { isValid, rule }: Rule): readonly Fault[] =>
  values
    .filter((value) => !isValid(value))
    .map((value) => ({ loc, msg: `"${value}" ${rule}`, type: 'network' }));

const isRange = (text: string): boolean => {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
};

const isHost = (text: string): boolean =>
  /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9._-]*[a-z0-9])?)(:\d{1,5})?$/i.test(text);
