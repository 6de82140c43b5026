import dns, { type LookupAddress, type LookupAllOptions, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { type AddressGuard, addressRefused, canonicalHost } from './address.ts';
import { socketNotDeclared } from './errors.ts';

/** Where a child may connect by itself. */
export interface SocketGrant {
  /** Names, addresses and `*.suffix`, lower case. */
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  /** Absolute; unix sockets that lie directly in them. */
  readonly folders: readonly string[];
  /** `egress.private` of the instance. */
  readonly privateAllowed: readonly string[];
  /** `egress.resolve` of the instance: host → address. */
  readonly resolve: Readonly<Record<string, string>>;
  /** Certificates of `egress.ca_file`, PEM. */
  readonly ca?: string;
}

/** What decides about addresses, and learns which ones may be connected to. */
export interface LookupParts {
  readonly guard: AddressGuard;
  readonly admit: (address: string, port: number) => void;
}

type Found = (error: Error | null, found: LookupAddress[]) => void;
type Callback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** Looks up names that were granted, and no other; of what is found, only what may be connected to is told. */
export const guardedLookup = ({ hosts, resolve }: SocketGrant, { guard, admit }: LookupParts) => {
  const system = systemLookup(resolve);
  const tell = (host: string, granted: SocketGrant['hosts'], done: Found): Found => {
    return (error, found) => {
      const allowed = found?.filter(({ address }) => guard.mayConnect(host, address)) ?? [];
      allowed.forEach(({ address }) => {
        granted.forEach(({ port }) => {
          admit(address, port);
        });
      });
      const refusal = allowed.length === 0 ? addressRefused({ host }) : null;
      done(error ?? refusal, allowed);
    };
  };
  const find = (host: string, options: LookupOptions, done: Found): void => {
    const granted = hosts.filter((rule) => matches(rule.host, host));
    if (isIP(host) > 0) system(host, options, done);
    else if (granted.length > 0) system(host, options, tell(host, granted, done));
    else later(() => done(socketNotDeclared({ host }), []));
  };
  const lookup = (name: string, given: LookupOptions | number | Callback, last?: Callback): void => {
    const [options, callback] = typeof given === 'function' ? [{}, given] : [optionsOf(given), last];
    find(canonicalHost(`${name}`), options, (error, found) => {
      if (error || options.all) callback?.(error, found);
      else callback?.(null, found[0]?.address ?? '', found[0]?.family);
    });
  };
  const lookupPromise = (name: string, given: LookupOptions | number = {}) =>
    new Promise<LookupAddress | LookupAddress[] | undefined>((settle, reject) => {
      const options = optionsOf(given);
      find(canonicalHost(`${name}`), options, (error, found) => {
        if (error) reject(error);
        else settle(options.all ? found : found[0]);
      });
    });
  return { lookup, lookupPromise };
};

const { nextTick: later } = process;

const optionsOf = (given: LookupOptions | number): LookupOptions =>
  typeof given === 'number' ? { family: given } : given;

/** The resolver of the system, but for names that an administrator gave an address. */
const systemLookup = (resolve: SocketGrant['resolve']) => {
  const { lookup } = dns;
  const known: Readonly<Record<string, string>> = Object.assign(Object.create(null), resolve);
  return (host: string, options: LookupOptions, done: Found): void => {
    const all: LookupAllOptions = { ...options, all: true };
    lookup(known[host] ?? host, all, done);
  };
};

const matches = (pattern: string, host: string): boolean =>
  pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
