import { BlockList, isIP } from 'node:net';
import { defineError } from '../errors.ts';

/** The address a host leads to lies inside the network. */
export const addressRefused = defineError<{ host: string }>({
  code: 'address_refused',
  kind: 'forbidden',
  message: ({ host }) => `"${host}" leads to a private, local or reserved address.`,
  hint: 'If this host is meant to be reached, an administrator lists it under egress.private in instance.yaml.',
});

/** Decides which addresses the host may connect to on behalf of a plugin. */
export interface AddressGuard {
  /** True when a connection for `host` may go to this address. `host` is a name or a literal as URLs write it. */
  mayConnect(host: string, address: string): boolean;
  /** True when an administrator approved this host, by name or as an address: it may also be plain http. */
  isApproved(host: string): boolean;
}

/** Makes a guard. `approved` are host names, addresses and CIDR ranges inside the network that may be reached. */
export const addressGuard = (approved: readonly string[]): AddressGuard => {
  const ranges = listOf(approved.filter((entry) => isIP(entry.replace(/\/\d+$/, '')) > 0));
  const names = new Set(approved.map(canonicalHost));
  const isApproved = (host: string): boolean => {
    const name = canonicalHost(host);
    return names.has(name) || contains(ranges, name);
  };
  return {
    isApproved,
    mayConnect: (host, address) => {
      if (isIP(address) === 0 || contains(never, address)) return false;
      return !contains(inside, address) || contains(ranges, address) || isApproved(host);
    },
  };
};

/** Where clouds answer their own machines, and nobody else, about themselves. */
const metadataAddress = '169.254.169.254';

/**
 * The guard of somebody who may ask the metadata service. This one host may be plain http, and may then lead to the
 * address of the service and nowhere else: whoever answers for its name cannot point it at other things inside.
 */
export const withMetadata = (guard: AddressGuard, metadataHost: string): AddressGuard => {
  const isMetadata = (host: string): boolean => canonicalHost(host) === canonicalHost(metadataHost);
  return {
    isApproved: (host) => guard.isApproved(host) || isMetadata(host),
    mayConnect: (host, address) => {
      if (!isMetadata(host)) return guard.mayConnect(host, address);
      return address === metadataAddress || (guard.isApproved(host) && guard.mayConnect(host, address));
    },
  };
};

/** A host as it is compared: lower case, no brackets, no closing dot. */
export const canonicalHost = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');

/** An address, and a port where one is given. */
export interface Place {
  readonly address: string;
  readonly port?: number;
}

/** Reads `address`, `address:port` and `[address]:port`; nothing of what is none. */
export const placeIn = (text: string): Place | undefined => {
  if (isIP(text) > 0) return { address: text };
  const [, six, four, digits] = /^(?:\[(.+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = six ?? four ?? '';
  const port = digits === undefined ? undefined : Number(digits);
  if (isIP(address) === 0 || (port !== undefined && (port < 1 || port > 65_535))) return undefined;
  return { address, ...(port !== undefined && { port }) };
};

/** What kind of address it is, for people; `undefined` for one that everybody can reach. */
export const addressClass = (address: string): string | undefined => {
  if (isIP(address) === 0) return 'reserved';
  const named = classes.find(({ list }) => contains(list, address));
  if (named) return named.name;
  if (contains(inside, address)) return 'private';
  return contains(never, address) ? 'reserved' : undefined;
};

const contains = (list: BlockList, address: string): boolean => {
  const family = isIP(address);
  return family > 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
};

const listOf = (entries: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return list;
};

// BlockList also matches IPv4 entries against mapped addresses (::ffff:a.b.c.d).

/** Where clouds answer their own machines. */
const metadata = ['100.100.100.200', '168.63.129.16', metadataAddress, 'fd00:ec2::254'];

/** Not approvable: metadata services, multicast, nobody's addresses, and IPv6 that hides an IPv4 target. */
const never = listOf([
  ...metadata,
  '0.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::',
  '::ffff:0:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/32',
  '2002::/16',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]);
// ::a.b.c.d, short of the mapped ones; ::1 is below.
never.addRange('::2', '::fffe:ffff:ffff', 'ipv6');

/** Inside a network: reached only when an administrator approved it. */
const inside = listOf([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '::1',
  '2001:db8::/32',
  'fc00::/7',
]);

const classes = [
  { name: 'cloud metadata', list: listOf(metadata) },
  { name: 'loopback', list: listOf(['127.0.0.0/8', '::1']) },
  { name: 'link-local', list: listOf(['169.254.0.0/16', 'fe80::/10']) },
  { name: 'multicast', list: listOf(['224.0.0.0/4', 'ff00::/8']) },
];
