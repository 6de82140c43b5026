import * as http from 'node:http';
import * as https from 'node:https';
import { isIP } from 'node:net';
import { type AddressGuard, canonicalHost } from './address.ts';
import { addressRefused } from './broker-errors.ts';
import { guardedLookup } from './egress.ts';

/** Connections for libraries that bring their own HTTP: as literal and as looked up, every address is checked. */
export interface RequestAgents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/** Makes agents that connect only where the guard lets them. They keep nothing open. */
export const checkedAgents = (guard: AddressGuard): RequestAgents => {
  const lookup = guardedLookup(guard);
  return {
    http: checked(new http.Agent({ keepAlive: false, lookup }), guard),
    https: checked(new https.Agent({ keepAlive: false, lookup }), guard),
  };
};

const checked = <A extends http.Agent>(agent: A, guard: AddressGuard): A => {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const host = canonicalHost(String(options.host ?? ''));
    // A literal is never looked up; http alone needs an administrator's word as well.
    const isHttps = agent instanceof https.Agent;
    if (isIP(host) > 0 && !guard.mayConnect(host, host)) throw addressRefused({ host });
    if (!isHttps && !guard.isApproved(host)) throw addressRefused({ host });
    return connect(options, callback);
  };
  return agent;
};
