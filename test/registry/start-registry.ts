import { ConfigError } from '@agnes/sdk';
import type { ExecutionContext } from 'ava';
import { bind } from '../../host/http/operation.ts';
import { registryOperations } from '../../host/registry/operations.ts';
import type { RemoteDoor } from '../../host/registry/remote/remote-door.ts';
import type { SourceProbe } from '../../host/registry/sources/probe.ts';
import { Conditions } from '../../host/store/conditions.ts';
import { Secrets } from '../../host/store/secrets/secrets.ts';
import { startServer } from '../support/start-server.ts';
import { now, openRegistry } from './open-registry.ts';

const people = {
  admin: { userId: 'u0', email: 'a@x', isAdmin: true, kind: 'session' },
  ann: { userId: 'u1', email: 'b@x', isAdmin: false, kind: 'session' },
} as const;

/** Stands in for the child processes: a source answers unless it is called `down` or `refused`; `partly` tells some of its tables. */
const connectors: SourceProbe = {
  check: async ({ slug }) => {
    if (slug === 'refused') throw ConfigError({ reason: 'The folder is not allowed.' });
    return slug === 'down' ? { ok: false, error: down } : { ok: true };
  },
  discover: async ({ slug }) =>
    slug === 'down'
      ? { ok: false, error: down, discovered: [] }
      : {
          ...(slug === 'partly' ? { ok: false, error: down } : { ok: true }),
          discovered: [
            { name: 'a', sourceTable: 'a.csv', rows: 3 },
            { name: 'b', sourceTable: 'b.csv', bucket: 'x', description: 'd', sizeBytes: 9 },
          ],
        },
};

const down = { code: 'auth_expired', message: 'The token is no longer valid.', hint: 'Renew it.' };

/** No source of these tests can be asked where it is. */
const nobody: RemoteDoor = {
  isAsked: async () => false,
  describe: async () => ({ error: ConfigError({ reason: 'Nobody is asked.' }), what: 'ConfigError' }),
  show: async () => ({ status: 'ok' }),
};

/** A registry behind a real server, and how to call it as an administrator or as somebody else. */
export const startRegistry = async (
  t: ExecutionContext,
  probe: SourceProbe = connectors,
  remoteDesk: RemoteDoor = nobody,
) => {
  const opened = await openRegistry(t);
  const secrets = new Secrets({ DWH_TOKEN: 'hunter2' }, new Set());
  const conditions = new Conditions({ store: opened.store, now });
  // No source of a registry alone is pushed to.
  const deliveries = { open: async () => new Map() };
  const services = { ...opened, secrets, connectors: probe, remoteDesk, conditions, deliveries, now };
  const origin = await startServer(t, bind(registryOperations, services), people);
  const send = (line: string, body?: unknown, who: keyof typeof people = 'admin'): Promise<Response> => {
    const [method = '', path = ''] = line.split(' ');
    const headers = { authorization: `Bearer ${who}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return fetch(`${origin}/api/admin${path}`, { method, headers, ...sent });
  };
  return { ...opened, conditions, send };
};
