import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { type AddressGuard, addressRefused, canonicalHost, type Place, placeIn } from '@agnes/sdk/extract';
import type { Agent, buildConnector, RequestInit, Response } from 'undici';

export type { Response } from 'undici';

/** What an administrator says of connections to others, beside which private ones are allowed. */
export interface OutboundTerms {
  /** `egress.resolve`: host → address, or address:port. */
  readonly resolve?: Readonly<Record<string, string>>;
  /** Certificates of `egress.ca_file`, PEM. This process trusts them already; a child does not. */
  readonly ca?: string;
}

/** What the connections of one broker are held to. */
export interface EgressOptions {
  readonly guard: AddressGuard;
  /** Longest silence while waiting for an answer or for more of it, in ms. */
  readonly idleMs: number;
  /** Where an administrator says that hosts are. */
  readonly resolve?: OutboundTerms['resolve'] | undefined;
  /** In place of the resolver of the system. */
  readonly lookup?: typeof lookup;
}

const connectMs = 10_000;

/** Sends requests over connections that were checked. Redirects are handed back, not followed. */
export interface Egress extends AsyncDisposable {
  fetch(url: URL, init: RequestInit): Promise<Response>;
}

/**
 * Opens the way out. Addresses are checked three times: as a literal, as looked up, and as connected. The connection
 * checked is the one used, so a name that changes its address in between gains nothing. No proxy, no HTTP/2.
 */
export const openEgress = (options: EgressOptions): Egress => {
  let opened: ReturnType<typeof checkedAgent> | undefined;
  return {
    fetch: async (url, init) => {
      opened ??= checkedAgent(options);
      const { fetch, dispatcher } = await opened;
      return fetch(url, { ...init, dispatcher, redirect: 'manual' });
    },
    [Symbol.asyncDispose]: async () => {
      await (await opened)?.dispatcher.destroy();
    },
  };
};

const checkedAgent = async ({ guard, idleMs, resolve, ...system }: EgressOptions) => {
  // Many files, and most hosts never send anything.
  const { Agent, buildConnector, fetch } = await import('undici');
  const connect = buildConnector({
    timeout: connectMs,
    allowH2: false,
    lookup: guardedLookup(guard, { resolve, ...system }),
  });
  const dispatcher: Agent = new Agent({
    bodyTimeout: idleMs,
    headersTimeout: idleMs,
    connect: (options, callback) => {
      const host = canonicalHost(options.hostname);
      if (isIP(host) > 0 && !guard.mayConnect(host, host)) return callback(addressRefused({ host }), null);
      connect(portOf(options, placeOf(host, resolve)), (...[error, socket]) => {
        if (error) return callback(error, null);
        if (guard.mayConnect(host, socket.remoteAddress ?? '')) return callback(null, socket);
        socket.destroy();
        callback(addressRefused({ host }), null);
      });
    },
  });
  return { fetch, dispatcher };
};

/** Where an administrator says that a host is. */
export const placeOf = (host: string, resolve: OutboundTerms['resolve'] = {}): Place | undefined => {
  const name = canonicalHost(host);
  const [, text] = Object.entries(resolve).find(([known]) => canonicalHost(known) === name) ?? [];
  return text === undefined ? undefined : placeIn(text);
};

// What is asked for, and the certificate that is wanted, stay those of the name.
const portOf = (options: buildConnector.Options, place: Place | undefined): buildConnector.Options =>
  place?.port === undefined ? options : { ...options, port: String(place.port) };

/** Looks a name up and lets through only the addresses that may be connected to. */
export const guardedLookup =
  (
    guard: AddressGuard,
    { resolve, lookup: search = lookup }: Partial<Pick<EgressOptions, 'resolve' | 'lookup'>> = {},
  ): LookupFunction =>
  (host, options, callback) => {
    const tell = (error: Error | null, found: readonly LookupAddress[] = []): void => {
      const allowed = found.filter(({ address }) => guard.mayConnect(host, address));
      if (error) callback(error, '');
      else if (allowed.length === 0) callback(addressRefused({ host }), '');
      else answer(allowed, options, callback);
    };
    const place = placeOf(host, resolve);
    if (place) process.nextTick(tell, null, [{ address: place.address, family: isIP(place.address) }]);
    else search(canonicalHost(host), { ...options, all: true }, tell);
  };

const answer = (
  found: readonly LookupAddress[],
  { all }: LookupOptions,
  callback: Parameters<LookupFunction>[2],
): void => {
  const [first] = found;
  if (all) callback(null, [...found]);
  else callback(null, first?.address ?? '', first?.family);
};
