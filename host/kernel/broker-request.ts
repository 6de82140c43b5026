import type { HttpRequest } from '@agnes/sdk';
import type { AddressGuard } from '@agnes/sdk/extract';
import { requestRefused, urlRefused } from './broker-errors.ts';

/** One request on the way to an answer: the first, or one after a redirect. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** False once a redirect has left the origin: from there on no secret is added. */
  readonly atOrigin: boolean;
}

/** Headers that decide how a message is framed or routed: those are the host's. */
const reserved =
  /^(host|connection|content-length|transfer-encoding|upgrade|expect|te|trailer|keep-alive|proxy-.*)$/;
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE']);
const bodiless = new Set(['GET', 'HEAD']);
/** What still goes along when a redirect leaves the origin: nothing that could be a credential. */
const harmless = new Set(['accept', 'accept-language', 'if-modified-since', 'if-none-match', 'user-agent']);
const redirects = new Set([301, 302, 303, 307, 308]);

/** The request a plugin asks for, checked. */
export const firstHop = (url: string, request: HttpRequest): Hop => {
  const { method = 'GET', headers = {}, body } = request;
  const parsed = URL.parse(url);
  if (!parsed) throw urlRefused({ url, reason: 'it is not a URL' });
  if (!methods.has(method)) throw requestRefused({ reason: `the method "${method}" is not carried` });
  if (body !== undefined && bodiless.has(method))
    throw requestRefused({ reason: `${method} carries no body` });
  const checked = Object.entries(headers).map(([name, value]) => checkedHeader(name, value));
  return {
    url: parsed,
    method,
    headers: { 'user-agent': 'agnes', ...Object.fromEntries(checked) },
    ...(body !== undefined && { body }),
    atOrigin: true,
  };
};

/** Where a redirect leads, or nothing when the answer is none. */
export const nextHop = (hop: Hop, status: number, location: string | null): Hop | undefined => {
  if (!redirects.has(status) || location === null) return undefined;
  const url = URL.parse(location, hop.url);
  if (!url)
    throw urlRefused({ url: location.slice(0, 200), reason: 'a redirect leads to what is not a URL' });
  const stays = url.origin === hop.url.origin;
  const headers = stays ? hop.headers : keep(hop.headers, (name) => harmless.has(name));
  const becomesGet = status === 303 || (status < 303 && hop.method === 'POST');
  const atOrigin = hop.atOrigin && stays;
  if (!becomesGet) return { ...hop, url, headers, atOrigin };
  return { url, method: 'GET', headers: keep(headers, (name) => name !== 'content-type'), atOrigin };
};

/** Throws unless the scheme is https, or http to a host approved by an administrator, without a login. */
export const checkUrl = (url: URL, guard: AddressGuard): void => {
  const refuse = (reason: string) => urlRefused({ url: shownUrl(url), reason });
  if (url.username !== '' || url.password !== '') throw refuse('it holds a login');
  if (url.protocol === 'https:') return;
  if (url.protocol !== 'http:') throw refuse('only https is carried');
  if (!guard.isApproved(url.hostname)) throw refuse('plain http is only for hosts under egress.private');
};

/** Throws unless the metadata service is read, and because the plugin asked for it: another host must not send there. */
export const checkMetadata = (hop: Hop, first: Hop): void => {
  if (hop !== first) throw requestRefused({ reason: 'a redirect leads to the metadata service' });
  if (hop.method !== 'GET') throw requestRefused({ reason: 'the metadata service is only read' });
};

/** An address as it may be told: queries and logins may hold credentials. */
export const shownUrl = (url: URL): string => `${url.protocol}//${url.host}${url.pathname}`;

const checkedHeader = (name: string, value: unknown): readonly [string, string] => {
  const lower = name.toLowerCase();
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(lower) || reserved.test(lower)) {
    throw requestRefused({ reason: `the header "${name}" may not be set` });
  }
  if (typeof value !== 'string' || /[^\t\u0020-\u007e\u0080-\u00ff]/.test(value)) {
    throw requestRefused({
      reason: `the value of the header "${name}" holds characters that headers cannot`,
    });
  }
  return [lower, value];
};

const keep = (
  headers: Readonly<Record<string, string>>,
  wanted: (name: string) => boolean,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => wanted(name)));
