import type { Server } from 'node:http';
import { createHttpServer } from '../http/server.ts';
import { Standing } from '../http/standing.ts';
import { systemTimers } from '../http/timers.ts';
import type { Identity } from '../identity/identity.ts';
import { messagePage } from '../web/message-page.ts';
import type { Web } from '../web/web.ts';
import type { InstanceConfig } from './instance-config.ts';
import type { Bound } from './operations.ts';
import type { Outside } from './outside.ts';
import { openRateLimit } from './rate-limits.ts';
import type { ReadOnly } from './read-only.ts';

interface Serving {
  readonly outside: Outside;
  readonly identity: Identity;
  readonly readOnly: ReadOnly;
  readonly web: Web;
  readonly operations: Bound;
  readonly instance: InstanceConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The HTTP side of this host with everything that stands in front of its operations. It does not listen yet. */
export const openServer = async (stack: AsyncDisposableStack, serving: Serving): Promise<Server> => {
  const { outside, identity, readOnly, web, operations, instance, env } = serving;
  const { origin, log, now, cors } = outside;
  const { server } = instance.config;
  const rateLimit = stack.use(await openRateLimit(outside, env));
  return createHttpServer({
    operations,
    origin,
    now,
    rateLimit,
    isReadOnly: readOnly.isOn,
    resolve: (presented) => identity.resolve(presented),
    standing: new Standing({ timers: systemTimers, stands: (principal) => identity.stands(principal) }),
    trustedProxies: server.trusted_proxies,
    allowedHosts: server.allowed_hosts,
    cors,
    secureCookies: origin.startsWith('https:') || Boolean(env['DOMAIN']),
    onFailure: ({ requestId, path, error }) => log('request_failed', { request_id: requestId, path, error }),
    errorPage: messagePage(web),
  });
};
