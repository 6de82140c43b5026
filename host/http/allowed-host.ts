import { isIPv6, type Socket } from 'node:net';
import type { Middleware } from 'koa';
import { plainAddress } from './client-address.ts';
import { misdirectedRequest } from './errors.ts';

interface Names {
  /** Public origin. */
  readonly origin: string;
  /** What else the operator calls this host: `name`, with whatever port, or `name:port`. */
  readonly also: readonly string[];
}

/** Asked by address, from machines that know no name. They tell nothing and change nothing. */
const probes = new Set(['/healthz', '/readyz']);
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses what was sent to a name that is not this host's.
 *
 * A page of another site can have its own name resolve to our address; the browser then takes us for that site.
 */
export const allowedHosts = ({ origin, also }: Names): Middleware => {
  const given = also.map((name) => name.toLowerCase());
  const names = new Set([...spellingsOf(new URL(origin)), ...given]);
  return async (ctx, next) => {
    const host = ctx.get('host');
    const asked = hostOf(host);
    const isOurs = names.has(asked.host) || given.includes(asked.name) || isOwnAddress(asked, ctx.req.socket);
    if (!isOurs && !probes.has(ctx.path)) throw misdirectedRequest({ host });
    await next();
  };
};

const spellingsOf = ({ host, port, protocol }: URL): readonly string[] =>
  port === '' ? [host, `${host}:${protocol === 'https:' ? 443 : 80}`] : [host];

interface Asked {
  readonly host: string;
  readonly name: string;
  readonly port: string | undefined;
}

const hostOf = (header: string): Asked => {
  const [host = '', name = '', port] =
    /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/.exec(header.toLowerCase()) ?? [];
  return { host, name, port };
};

// Without a port: through something on this machine that speaks TLS.
const isOwnAddress = (
  { name, port }: Asked,
  { localAddress = '', localPort }: Pick<Socket, 'localAddress' | 'localPort'>,
): boolean =>
  port === undefined
    ? loopback.has(name)
    : port === String(localPort) && (loopback.has(name) || name === literal(plainAddress(localAddress)));

const literal = (address: string): string => (isIPv6(address) ? `[${address}]` : address);
