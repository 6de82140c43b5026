import type { Context } from 'koa';
import { crossSite } from './errors.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a state-changing request that rides on a cookie from another site.
 *
 * A bearer credential is proof enough: another site cannot make a browser add it.
 * `needsProof` is false for public forms, which are refused only when a header says they come from elsewhere.
 */
export const checkCrossSite = (ctx: Context, origin: string, needsProof: boolean): void => {
  if (safeMethods.has(ctx.method) || ctx.get('authorization') !== '') return;
  const site = ctx.get('sec-fetch-site');
  if (site !== '') {
    if (site !== 'same-origin' && site !== 'none') throw crossSite({});
    return;
  }
  const from = ctx.get('origin');
  if (from === '' ? needsProof : from !== origin) throw crossSite({});
};
