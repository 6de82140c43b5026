import { createServer, type Server } from 'node:http';
import type { RouterContext } from '@koa/router';
import Koa from 'koa';
import compress from 'koa-compress';
import { clientAddress } from './client-address.ts';
import { noSuchRoute, wrongMethod } from './errors.ts';
import type { AnyOperation } from './operation.ts';
import { type FailureLog, type ProblemOptions, problems } from './problem.ts';
import { RateLimit } from './rate-limit.ts';
import { requestIds } from './request-id.ts';
import { type RouteDeps, routesOf } from './routes.ts';
import { securityHeaders } from './security-headers.ts';

export interface ServerDeps {
  readonly operations: readonly AnyOperation[];
  readonly resolve: RouteDeps['resolve'];
  readonly origin: string;
  readonly trustedProxies: readonly string[];
  readonly now: () => number;
  readonly onFailure: FailureLog;
  readonly errorPage?: ProblemOptions['page'];
}

/** The HTTP side of the host. The list below is the whole stack, outermost first. */
export const createHttpServer = (deps: ServerDeps): Server => {
  const app = new Koa();
  const addressOf = clientAddress(deps.trustedProxies);
  const router = routesOf(deps.operations, {
    resolve: deps.resolve,
    origin: deps.origin,
    rateLimit: new RateLimit({ now: deps.now }),
    addressOf: (ctx) => addressOf(ctx.req.socket.remoteAddress ?? '', ctx.get('x-forwarded-for')),
  });

  app.use(requestIds);
  app.use(securityHeaders({ isHttps: deps.origin.startsWith('https:') }));
  app.use(compress({ threshold: 1024, br: false, filter: isCompressible }));
  app.use(problems({ onFailure: deps.onFailure, page: deps.errorPage }));
  app.use(router.routes());
  app.use(notRouted);
  // A connection that breaks after the headers is the client's affair; `problems` has logged the rest.
  app.on('error', () => undefined);
  return limited(createServer(app.callback()));
};

// The router calls this only when no operation has path and method; some may have the path.
const notRouted = (ctx: RouterContext): never => {
  const methods = new Set((ctx.matched ?? []).flatMap((layer) => layer.methods));
  if (methods.size === 0) throw noSuchRoute({ path: ctx.path });
  ctx.set('Allow', [...methods].join(', '));
  throw wrongMethod({ method: ctx.method, path: ctx.path });
};

const isCompressible = (type: string): boolean =>
  /^(application\/(json|problem\+json)|text\/(html|css|javascript|plain))/.test(type);

const limited = (server: Server): Server => {
  server.headersTimeout = 10_000;
  server.requestTimeout = 60_000;
  server.maxConnections = 2_000;
  return server;
};
