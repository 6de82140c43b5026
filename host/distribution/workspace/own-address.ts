import { serverUrlUnknown } from './errors.ts';

interface Names {
  /** The public origin. */
  readonly origin: string;
  /** Names besides it, with or without a port. */
  readonly also: readonly string[];
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The address as it is given when it is one of this host's, else `server_url_unknown`; without any the public one. */
export const ownAddress = (given: string | undefined, { origin, also }: Names): URL => {
  const own = new URL(origin);
  if (given === undefined) return own;
  const url = URL.parse(given);
  if (!url || !/^https?:$/.test(url.protocol) || !isOrigin(url) || !isNamed(url, { own, also })) {
    throw serverUrlUnknown({ server_url: given, public_url: origin });
  }
  return url;
};

const isOrigin = (url: URL): boolean => url.href === `${url.origin}/`;

const isNamed = (url: URL, { own, also }: { own: URL; also: readonly string[] }): boolean => {
  const names = also.map((name) => name.toLowerCase());
  const isHere = loopback.has(own.hostname) && loopback.has(url.hostname) && own.port === url.port;
  return url.origin === own.origin || isHere || names.includes(url.host) || names.includes(url.hostname);
};
