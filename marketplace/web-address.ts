import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type AddressGuard, addressRefused, canonicalHost } from '@agnes/sdk/extract';
import { fetchFailed, sourceInvalid } from './errors.ts';

/** Which hosts may be reached. */
export interface Reach {
  readonly guard: AddressGuard;
  /** Every address of a host, where the resolver of the system is not the one to ask. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

/** Reads an address of the web: https, no login, no port that an option could hide in; http for hosts approved. */
export const webAddress = (text: string, { guard }: Reach): URL => {
  const refuse = (rule: string) => sourceInvalid({ what: 'address', value: withoutLogin(text), rule });
  if (/^-|[\p{Cc}\s\\]/u.test(text)) throw refuse('looks like an option or has blanks in it');
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw refuse('is not an https address');
  if (url.username !== '' || url.password !== '') throw refuse('holds a login; give the token by itself');
  if (url.hash !== '') throw refuse('has a fragment, which no server sees');
  const host = canonicalHost(url.hostname);
  if (isIP(host) > 0 && !guard.mayConnect(host, host)) throw addressRefused({ host });
  if (url.protocol === 'http:' && !guard.isApproved(host)) throw refuse('is plain http; only https is used');
  return url;
};

/** The addresses of a host that may be connected to; a host of which even one leads inside is refused. */
export const checkedAddresses = async (
  url: URL,
  { guard, resolve = allOf }: Reach,
): Promise<readonly string[]> => {
  const host = canonicalHost(url.hostname);
  const found = isIP(host) > 0 ? [host] : await resolve(host).catch(() => []);
  if (found.length === 0) throw fetchFailed({ source: url.href, reason: 'its host has no address' });
  if (found.some((address) => !guard.mayConnect(host, address))) throw addressRefused({ host });
  return found;
};

const allOf = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** A text that may be an address, as errors and logs may show it. */
export const withoutLogin = (text: string): string =>
  text
    .slice(0, 500)
    .replaceAll(/[\p{Cc}]/gu, '?')
    .replaceAll(/\/\/[^/?#]*@/g, '//');
