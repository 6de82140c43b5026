import { createServer, type Server } from 'node:http';
import type { RouterContext } from '@koa/router';
import Koa, { type Context } from 'koa';
import compress from 'koa-compress';
import { allowedHosts } from './allowed-host.ts';
import { clientAddress } from './client-address.ts';
import { type CorsOrigins, cors, noCors } from './cors.ts';
import { noSuchRoute, wrongMethod } from './errors.ts';
import { minClients } from './min-client.ts';
import type { AnyOperation } from './operation.ts';
import { type FailureLog, type ProblemOptions, problemFrom, problems } from './problem.ts';
import { RateLimit } from './rate-limit.ts';
import { requestIds } from './request-id.ts';
import { type RouteDeps, routesOf } from './routes.ts';
import { securityHeaders } from './security-headers.ts';
import type { Standing } from './standing.ts';
import { visitorOf } from './visitor.ts';

export interface ServerDeps {
  readonly operations: readonly AnyOperation[];
  readonly resolve: RouteDeps['resolve'];
  /** Public origin, such as `https://agnes.example.com`. */
  readonly origin: string;
  readonly trustedProxies: readonly string[];
  readonly now: () => number;
  readonly onFailure: FailureLog;
  readonly errorPage?: ProblemOptions['page'];
  /** Names this host has besides that of its origin. */
  readonly allowedHosts?: readonly string[];
  readonly cors?: CorsOrigins;
  /** Absent: counters that a restart forgets. */
  readonly rateLimit?: RateLimit;
  /** Absent: what runs goes on to its end, whatever becomes of its caller. */
  readonly standing?: Standing;
  /** Whether changes by administrators are kept away now. */
  readonly isReadOnly?: () => boolean;
  /** Absent: as the origin is https. */
  readonly secureCookies?: boolean;
}

/** The HTTP side of the host. The list below is the whole stack, outermost first. */
export const createHttpServer = (deps: ServerDeps): Server => {
  const app = new Koa();
  const isHttps = deps.origin.startsWith('https:');
  const origins = deps.cors ?? noCors;
  const addressOf = addressIn(deps.trustedProxies);
  const visitor = (ctx: Context) => visitorOf(ctx, { resolve: deps.resolve, ip: addressOf(ctx) });

  app.use(requestIds);
  app.use(securityHeaders({ isHttps }));
  app.use(minClients);
  app.use(compress({ threshold: 1024, br: false, filter: isCompressible }));
  app.use(problems({ origin: deps.origin, onFailure: deps.onFailure, page: deps.errorPage, visitor }));
  app.use(allowedHosts({ origin: deps.origin, also: deps.allowedHosts ?? [] }));
  app.use(cors(origins));
  app.use(routerOf(deps, { origins, addressOf }).routes());
  app.use(notRouted);
  // A connection that breaks after the headers is the client's affair; `problems` has logged the rest.
  app.on('error', () => undefined);
  return limited(createServer({ connectionsCheckingInterval: 1_000 }, app.callback()));
};

type AddressOf = RouteDeps['addressOf'];

const addressIn = (trustedProxies: readonly string[]): AddressOf => {
  const addressOf = clientAddress(trustedProxies);
  return (ctx) => addressOf(ctx.req.socket.remoteAddress ?? '', ctx.get('x-forwarded-for'));
};

const routerOf = (
  deps: ServerDeps,
  { origins: { trusted }, addressOf }: { readonly origins: CorsOrigins; readonly addressOf: AddressOf },
) => {
  const { operations, resolve, origin, standing, isReadOnly, now, onFailure } = deps;
  return routesOf(operations, {
    resolve,
    standing,
    isReadOnly,
    problemOf: (cause, of) => problemFrom(cause, of, onFailure),
    site: { origin, trusted },
    secureCookies: deps.secureCookies ?? origin.startsWith('https:'),
    rateLimit: deps.rateLimit ?? new RateLimit({ now }),
    addressOf,
  });
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
