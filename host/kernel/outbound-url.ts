import { isIP } from 'node:net';
import { type AddressGuard, addressClass, canonicalHost } from '@agnes/sdk/extract';

/** Finds every address of a host. */
type Resolve = (host: string) => Promise<readonly string[]>;

/** By which guard addresses are checked, and how names become addresses. */
export interface OutboundRules {
  readonly guard: AddressGuard;
  readonly resolve: Resolve;
}

/**
 * Why a URL in a setting is refused; `undefined` when requests may go there. This is for whoever types it: a name may
 * lead elsewhere later, so the connection itself is checked again each time.
 */
export const outboundFault = async (
  text: string,
  { guard, resolve }: OutboundRules,
): Promise<string | undefined> => {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return 'is no http(s) address';
  if (url.username !== '' || url.password !== '') return 'holds a login';
  const host = canonicalHost(url.hostname);
  const addresses = isIP(host) > 0 ? [host] : await resolve(host).catch(() => []);
  if (addresses.length === 0) return `names the host "${host}", which cannot be resolved`;
  const bad = addresses.find((address) => !guard.mayConnect(host, address));
  if (bad !== undefined) return `leads to a ${addressClass(bad) ?? 'reserved'} address`;
  if (url.protocol === 'http:' && !guard.isApproved(host)) return 'is plain http; only https is used';
  return undefined;
};
