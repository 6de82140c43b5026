import { BlockList, isIP } from 'node:net';

/** Tells the caller's address: the right-most hop that no trusted proxy added, else the socket's peer. */
export type ClientAddress = (peer: string, forwardedFor: string) => string;

/** `trusted` are addresses or CIDR ranges of the operator's own proxies; none by default. */
export const clientAddress = (trusted: readonly string[]): ClientAddress => {
  const proxies = new BlockList();
  for (const range of trusted) addRange(proxies, range);
  const isProxy = (address: string): boolean => proxies.check(address, familyOf(address));
  return (peer, forwardedFor) => {
    const hops = forwardedFor === '' ? [] : forwardedFor.split(',').map(hopOf);
    let nearest = plainAddress(peer);
    // From the right: a hop is believed only when a proxy of ours has added it, and the first that is none is the caller.
    while (isIP(nearest) > 0 && isProxy(nearest)) {
      const before = hops.pop();
      if (before === undefined || isIP(before) === 0) break;
      nearest = before;
    }
    return nearest;
  };
};

/** An IPv4 address as such, also where a socket of both families writes it as `::ffff:10.0.0.1`. */
export const plainAddress = (address: string): string =>
  /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;

/** What calls are counted under: an IPv6 caller has a whole /64 to choose addresses from. */
export const addressBlock = (address: string): string => {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
};

/** Some proxies add the port. */
const hopOf = (text: string): string => {
  const hop = text.trim();
  const [, address] = /^\[(.+)\](?::\d+)?$/.exec(hop) ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(hop) ?? [];
  return plainAddress(address ?? hop);
};

const familyOf = (address: string): 'ipv6' | 'ipv4' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

const addRange = (list: BlockList, range: string): void => {
  const [address = '', prefix] = range.split('/');
  if (prefix === undefined) list.addAddress(address, familyOf(address));
  else list.addSubnet(address, Number(prefix), familyOf(address));
};
