import { BlockList, isIP } from 'node:net';

/** Tells the caller's address: the right-most hop that no trusted proxy added, else the socket's peer. */
export type ClientAddress = (peer: string, forwardedFor: string) => string;

/** `trusted` are addresses or CIDR ranges of the operator's own proxies; none by default. */
export const clientAddress = (trusted: readonly string[]): ClientAddress => {
  const proxies = new BlockList();
  for (const range of trusted) addRange(proxies, range);
  const isProxy = (address: string): boolean => proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return (peer, forwardedFor) => {
    const hops = [...forwardedFor.split(',').map((hop) => hop.trim()), peer].filter((hop) => isIP(hop) > 0);
    return hops.findLast((hop) => !isProxy(hop)) ?? peer;
  };
};

const addRange = (list: BlockList, range: string): void => {
  const [address = '', prefix] = range.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (prefix === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(prefix), family);
};
