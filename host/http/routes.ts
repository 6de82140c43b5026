import Router from '@koa/router';
import type { Context } from 'koa';
import { checkCaller } from './access-check.ts';
import { checkCrossSite, sessionCookie } from './cross-site.ts';
import { unauditedChange } from './errors.ts';
import { inputReader } from './input.ts';
import { type Intent, wasWritten } from './intent.ts';
import type { AnyOperation, Audit, Input } from './operation.ts';
import type { Principal } from './principal.ts';
import type { RateLimit } from './rate-limit.ts';
import { isReply } from './reply.ts';
import { send } from './send-reply.ts';

/** A credential as it came in; nothing about it has been believed. */
interface Presented {
  readonly bearer?: string;
  readonly cookie?: string;
  readonly ip: string;
}

export interface RouteDeps {
  readonly resolve: (presented: Presented) => Promise<Principal>;
  readonly addressOf: (ctx: Context) => string;
  readonly rateLimit: RateLimit;
  /** Public origin, such as `https://agnes.example.com`. */
  readonly origin: string;
}

/** Mounts every operation. A path that is not an operation does not exist. */
export const routesOf = (operations: readonly AnyOperation[], deps: RouteDeps): Router => {
  const router = new Router();
  for (const operation of operations) {
    const [method = '', path = ''] = operation.route.split(' ');
    router.register(path, [method], handlerOf(operation, deps));
  }
  return router;
};

const handlerOf = (operation: AnyOperation, deps: RouteDeps) => {
  const read = inputReader(operation);
  return async (ctx: Context): Promise<void> => {
    const ip = deps.addressOf(ctx);
    if (operation.perMinute) deps.rateLimit.check(`${operation.id} ${ip}`, operation.perMinute);
    checkCrossSite(ctx, deps.origin);
    const principal = await callerOf(ctx, operation, { ...deps, ip });
    checkCaller(operation, principal);
    const checked = await read(ctx);
    const input = inputOf(ctx, { ...checked, principal, ip });
    const intent = intentOf(operation.audit?.(input), input);
    const result = await operation.run({ ...input, intent });
    if (operation.audit && !wasWritten(intent) && !isRefusal(result))
      throw unauditedChange({ operation: operation.id });
    await send(ctx, result, { status: operation.status ?? 200, secure: deps.origin.startsWith('https:') });
  };
};

const callerOf = async (
  ctx: Context,
  operation: AnyOperation,
  { resolve, ip }: Pick<RouteDeps, 'resolve'> & { ip: string },
): Promise<Principal | undefined> => {
  if (operation.who === 'public') return undefined;
  const [, bearer] = /^Bearer (.+)$/i.exec(ctx.get('authorization')) ?? [];
  const cookie = ctx.cookies.get(sessionCookie);
  return resolve({ ip, ...(bearer !== undefined && { bearer }), ...(cookie !== undefined && { cookie }) });
};

// A form that is shown again with what was wrong has changed nothing.
const isRefusal = (result: unknown): boolean => isReply(result) && (result.status ?? 200) >= 400;

type Known = Pick<Input, 'params' | 'query' | 'body'> & { principal: Principal | undefined; ip: string };

const inputOf = (ctx: Context, { principal, ip, ...checked }: Known): Input => {
  const gone = new AbortController();
  ctx.res.once('close', () => {
    if (!ctx.res.writableFinished) gone.abort();
  });
  return {
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
      signal: gone.signal,
    },
  };
};

const intentOf = (audit: Audit | undefined, { principal, request }: Input): Intent => ({
  action: audit?.action ?? 'none',
  ...(audit?.resource !== undefined && { resource: audit.resource }),
  ...(audit?.params && { params: audit.params }),
  actor: actorOf(principal as Principal | undefined),
  requestId: request.id,
  ip: request.ip,
});

const actorOf = (principal: Principal | undefined): Intent['actor'] =>
  principal
    ? {
        userId: principal.userId,
        email: principal.email,
        kind: principal.kind,
        ...(principal.tokenId !== undefined && { tokenId: principal.tokenId }),
      }
    : { kind: 'anonymous' };
