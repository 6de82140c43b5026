import * as http from 'node:http';
import * as https from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { type AddressGuard, addressRefused, canonicalHost } from '@agnes/sdk/extract';
import { answerTimedOut, answerTooLarge } from './broker-errors.ts';
import { guardedLookup, type OutboundTerms, placeOf } from './egress.ts';

/** Connections for libraries that bring their own HTTP: as literal and as looked up, every address is checked. */
export interface RequestAgents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/** What one connection may cost, whoever is at the other end. */
export interface ConnectionLimits {
  /** Bytes that come in, headers too, before anything is unpacked. */
  readonly bytes: number;
  /** Milliseconds from connecting to the last byte. */
  readonly ms: number;
}

const usual: ConnectionLimits = { bytes: 64 * 1024, ms: 15_000 };

/** Makes agents that connect only where the guard lets them. They keep nothing open. */
export const checkedAgents = (
  guard: AddressGuard,
  limits: ConnectionLimits = usual,
  resolve?: OutboundTerms['resolve'],
): RequestAgents => {
  const lookup = guardedLookup(guard, { resolve });
  const terms = { guard, limits, resolve };
  return {
    http: checked(new http.Agent({ keepAlive: false, lookup }), terms),
    https: checked(new https.Agent({ keepAlive: false, lookup }), terms),
  };
};

interface Terms {
  readonly guard: AddressGuard;
  readonly limits: ConnectionLimits;
  readonly resolve: OutboundTerms['resolve'];
}

const checked = <A extends http.Agent>(agent: A, { guard, limits, resolve }: Terms): A => {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const host = canonicalHost(String(options.host ?? ''));
    // A literal is never looked up; http alone needs an administrator's word as well.
    const isHttps = agent instanceof https.Agent;
    if (isIP(host) > 0 && !guard.mayConnect(host, host)) throw addressRefused({ host });
    if (!isHttps && !guard.isApproved(host)) throw addressRefused({ host });
    const socket = connect({ ...options, ...portOf(host, resolve) }, callback);
    if (socket) limit(socket, { host, ...limits });
    return socket;
  };
  return agent;
};

const portOf = (host: string, resolve: Terms['resolve']): { readonly port?: number } => {
  const port = placeOf(host, resolve)?.port;
  return port === undefined ? {} : { port };
};

/** The libraries wait and read for as long as somebody sends; a connection serves one request and then ends. */
const limit = (socket: Duplex, { host: url, bytes, ms }: ConnectionLimits & { host: string }): void => {
  let left = bytes;
  const timer = setTimeout(() => socket.destroy(answerTimedOut({ url })), ms);
  socket.once('close', () => clearTimeout(timer));
  socket.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) socket.destroy(answerTooLarge({ url, limitBytes: bytes }));
  });
};
