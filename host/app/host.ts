import type { ResourceContext } from '@agnes/sdk';
import { syncRunKind } from '../extract/trigger.ts';
import { createHttpServer } from '../http/server.ts';
import { messagePage } from '../web/message-page.ts';
import { composeHost } from './container.ts';
import { loadFirstData } from './first-data.ts';
import type { Host } from './host-type.ts';
import type { InstanceConfig } from './instance-config.ts';
import { listen } from './listen.ts';
import type { Log } from './log.ts';
import { openOutside } from './open-outside.ts';
import { provision } from './provision.ts';

export interface HostOptions {
  readonly instance: InstanceConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** The seeded administrator gets the given password anew, as the demo wants it. */
  readonly resetPassword?: boolean;
}

/** Starts a host: opens what it needs, wires it, provisions, then listens. */
export const startHost = async ({
  instance,
  env,
  log,
  resetPassword = false,
}: HostOptions): Promise<Host> => {
  await using opening = new AsyncDisposableStack();
  let tables: ResourceContext['tables'] = async () => [];
  const outside = await openOutside(opening, { instance, env, log, tables: () => tables() });
  const { parts, operations } = composeHost(outside);
  tables = () => parts.registry.tables();
  opening.use(parts.identity);
  opening.use(parts.pool);
  const setupCode = await provision(parts, { instance, env, resetPassword });
  opening.use(parts.anchoring);
  parts.anchoring.start();
  opening.use(parts.outboxWorker);
  parts.outboxWorker.start();
  await parts.lake.open();
  opening.use(parts.jobs);
  await parts.runs.resume();
  parts.jobs.handle(syncRunKind, parts.runs.handler);
  parts.jobs.start();
  parts.pool.warm();
  const server = createHttpServer({
    operations,
    resolve: (presented) => parts.identity.resolve(presented),
    origin: outside.origin,
    trustedProxies: instance.config.server.trusted_proxies,
    now: outside.now,
    onFailure: ({ requestId, path, error }) => log('request_failed', { request_id: requestId, path, error }),
    errorPage: messagePage(outside.pages, { ...instance.config.instance, version: outside.about.version }),
  });
  const { url } = opening.use(await listen(server, instance));
  const running = opening.move();
  return {
    url,
    version: outside.about.version,
    setupCode,
    loadFirstData: () => loadFirstData(parts),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
};
