import Router from '@koa/router';
import type { Context } from 'koa';
import { checkCaller } from './access-check.ts';
import { basicPassword } from './basic-password.ts';
import { checkCrossSite, checkOrigin, type Site, sessionCookie } from './cross-site.ts';
import { undeclaredAccess } from './errors.ts';
import { type InnerCallDeps, noInnerCall, performed } from './inner-call.ts';
import { type CheckedInput, inputReader } from './input.ts';
import { isLocalCaller } from './local-caller.ts';
import type { AnyOperation, Input } from './operation.ts';
import type { Principal } from './principal.ts';
import { send } from './send-reply.ts';
import type { Standing } from './standing.ts';
import { visitorOf } from './visitor.ts';

/** A credential as it came in; nothing about it has been believed. */
interface Presented {
  readonly bearer?: string;
  readonly cookie?: string;
  readonly ip: string;
  readonly resource?: 'mcp';
}

export interface RouteDeps extends InnerCallDeps {
  readonly resolve: (presented: Presented) => Promise<Principal>;
  readonly addressOf: (ctx: Context) => string;
  readonly site: Site;
  /** Cookies go over TLS only. */
  readonly secureCookies: boolean;
  readonly standing?: Standing | undefined;
}

const accessClasses: ReadonlySet<string> = new Set(['public', 'user', 'session', 'admin']);

/** Mounts every operation. A path that is not an operation does not exist, and one without access class stops the start. */
export const routesOf = (operations: readonly AnyOperation[], deps: RouteDeps): Router => {
  const router = new Router({ sensitive: true });
  for (const operation of operations) {
    if (!accessClasses.has(operation.who)) throw undeclaredAccess({ operation: operation.id });
    const [method = '', path = ''] = operation.route.split(' ');
    router.register(path, [method], handlerOf(operation, deps));
  }
  return router;
};

const handlerOf = (operation: AnyOperation, deps: RouteDeps) => {
  const read = inputReader(operation);
  return async (ctx: Context): Promise<void> => {
    const ip = deps.addressOf(ctx);
    const principal = await admitted(ctx, operation, { ...deps, ip });
    if (principal) deps.standing?.watch(principal, ctx.res);
    const checked = await read(ctx);
    const result = await performed(operation, inputOf(ctx, { ...checked, principal, ip }), deps);
    await send(ctx, result, { status: operation.status ?? 200, secure: deps.secureCookies });
  };
};

type Guards = RouteDeps & { readonly ip: string };

/** Whoever may call; nobody in particular on a public operation. Their calls count against themselves. */
const admitted = async (
  ctx: Context,
  operation: AnyOperation,
  { rateLimit, site, resolve, ip }: Guards,
): Promise<Principal | undefined> => {
  if (operation.who === 'public') {
    await rateLimit.check(operation, { ip });
    checkCrossSite(ctx, site);
    return operation.greets ? await visitorOf(ctx, { resolve, ip }) : undefined;
  }
  checkCrossSite(ctx, site);
  if (operation.credential === 'bearer') checkOrigin(ctx, site);
  if (operation.orLoopback && isLocalCaller(ctx)) {
    await rateLimit.check(operation, { ip });
    return undefined;
  }
  const principal = await resolve(presentedBy(ctx, { ip, operation })).catch(async (cause) => {
    await rateLimit.check(operation, { ip });
    throw cause;
  });
  await rateLimit.check(operation, { ip, userId: principal.userId });
  checkCaller(operation, principal);
  return principal;
};

const presentedBy = (
  ctx: Context,
  { ip, operation }: { readonly ip: string; readonly operation: AnyOperation },
): Presented => {
  if (operation.credential === 'basic') return { ip, ...basicPassword(ctx.get('authorization')) };
  const [, bearer] = /^Bearer (.+)$/i.exec(ctx.get('authorization')) ?? [];
  const cookie = operation.credential === 'bearer' ? undefined : ctx.cookies.get(sessionCookie);
  const { resource } = operation;
  const credentials = { ...(bearer !== undefined && { bearer }), ...(cookie !== undefined && { cookie }) };
  return { ip, ...credentials, ...(resource !== undefined && { resource }) };
};

type Known = CheckedInput & { readonly principal: Principal | undefined; readonly ip: string };

const inputOf = (ctx: Context, { principal, ip, raw, stream, ...checked }: Known): Input => ({
  ...checked,
  // `checkCaller` has run: whoever reaches a non-public operation is somebody.
  principal: principal as Principal,
  intent: { action: '', actor: { kind: 'anonymous' } },
  request: {
    id: String(ctx.state['requestId']),
    ip,
    userAgent: ctx.get('user-agent').slice(0, 300),
    accept: ctx.get('accept'),
    headers: ctx.headers as Readonly<Record<string, string | undefined>>,
    nonce: String(ctx.state['nonce']),
    raw,
    stream,
    signal: goneSignal(ctx),
    inner: noInnerCall,
  },
});

/** Aborted when the response is closed before all of it has left. */
const goneSignal = ({ res }: Context): AbortSignal => {
  const gone = new AbortController();
  if (res.destroyed) gone.abort();
  res.once('close', () => {
    if (!res.writableFinished) gone.abort();
  });
  return gone.signal;
};
