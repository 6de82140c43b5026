import type { Context, Middleware } from 'koa';

/** Which other sites may read answers, in the browser of somebody who is signed in. */
export interface CorsOrigins {
  readonly allowed: readonly string[];
  /** Those the operator has named: their requests count as this site's own. The built-in ones may only read. */
  readonly trusted: readonly string[];
}

/** Nobody. */
export const noCors: CorsOrigins = { allowed: [], trusted: [] };

const exposed = [
  'ETag, Link, Repr-Digest, Retry-After, X-Agnes-Cache, X-Agnes-Extracted-At, X-Agnes-Generation',
  'X-Agnes-Hash, X-Next-Cursor, X-Request-Id',
].join(', ');

/** Lets pages of the allowed origins read answers. An origin is repeated to itself only, never a `*`. */
export const cors = ({ allowed }: CorsOrigins): Middleware => {
  const origins = new Set(allowed);
  return async (ctx, next) => {
    ctx.vary('Origin');
    const origin = ctx.get('origin');
    if (!origins.has(origin)) return next();
    ctx.set('Access-Control-Allow-Origin', origin);
    ctx.set('Access-Control-Allow-Credentials', 'true');
    if (isPreflight(ctx)) return answerPreflight(ctx);
    ctx.set('Access-Control-Expose-Headers', exposed);
    return next();
  };
};

const isPreflight = (ctx: Context): boolean =>
  ctx.method === 'OPTIONS' && ctx.get('access-control-request-method') !== '';

const answerPreflight = (ctx: Context): void => {
  ctx.set('Access-Control-Allow-Methods', 'GET, HEAD, POST, PUT, PATCH, DELETE');
  const wanted = ctx.get('access-control-request-headers');
  if (/^[A-Za-z0-9, -]+$/.test(wanted)) ctx.set('Access-Control-Allow-Headers', wanted);
  ctx.set('Access-Control-Max-Age', '600');
  ctx.status = 204;
};
