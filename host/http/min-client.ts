import type { Context, Next } from 'koa';

/** Oldest command line that speaks this host's contract. */
export const minClient = '0.1.0';

/** Tells it with every answer below `/api`, so that an older one says so instead of failing at what it does not know. */
export const minClients = (ctx: Context, next: Next): Promise<unknown> => {
  if (ctx.path.startsWith('/api/')) ctx.set('X-Agnes-Min-Client', minClient);
  return next();
};
