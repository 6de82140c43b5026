import { randomBytes } from 'node:crypto';
import type { Middleware } from 'koa';

/** Every response carries `x-request-id`: the caller's when it is harmless, else a new one. */
export const requestIds: Middleware = async (ctx, next) => {
  const given = ctx.get('x-request-id').slice(0, 64);
  const id = /^[A-Za-z0-9_-]+$/.test(given) ? given : randomBytes(6).toString('hex');
  ctx.state['requestId'] = id;
  ctx.set('x-request-id', id);
  await next();
};
