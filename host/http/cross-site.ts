import type { Context } from 'koa';
import { crossSite } from './errors.ts';

/** Name of the cookie that holds a session. */
export const sessionCookie = 'access_token';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Which origins are this site. */
export interface Site {
  readonly origin: string;
  /** Others whose pages the operator lets act as if they were ours. */
  readonly trusted: readonly string[];
}

/**
 * Refuses a state-changing request that rides on a cookie from another site.
 *
 * A bearer credential is proof enough: another site cannot make a browser add it. A request with neither
 * credential, such as a sign-in form, is refused only when a header says that it comes from elsewhere.
 */
export const checkCrossSite = (ctx: Context, { origin, trusted }: Site): void => {
  if (safeMethods.has(ctx.method) || ctx.get('authorization') !== '') return;
  const from = ctx.get('origin');
  if (trusted.includes(from)) return;
  const site = ctx.get('sec-fetch-site');
  if (site !== '') {
    if (site !== 'same-origin' && site !== 'none') throw crossSite({});
    return;
  }
  const ridesOnCookie = ctx.cookies.get(sessionCookie) !== undefined;
  if (from === '' ? ridesOnCookie : from !== origin) throw crossSite({});
};

/** Refuses a request that a page of another site makes, whatever credential it has been given. */
export const checkOrigin = (ctx: Context, { origin, trusted }: Site): void => {
  const from = ctx.get('origin');
  if (from !== '' && from !== origin && !trusted.includes(from)) throw crossSite({});
};
