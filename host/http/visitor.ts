import type { Context } from 'koa';
import { sessionCookie } from './cross-site.ts';
import type { Principal } from './principal.ts';

interface Door {
  readonly resolve: (presented: { readonly cookie?: string; readonly ip: string }) => Promise<Principal>;
  readonly ip: string;
}

/** Whoever is signed in in a browser that reads what anybody may read; nobody when that cannot be told, for whatever reason. */
export const visitorOf = async (ctx: Context, { resolve, ip }: Door): Promise<Principal | undefined> => {
  try {
    const cookie = ctx.cookies.get(sessionCookie);
    return await resolve({ ip, ...(cookie !== undefined && { cookie }) });
  } catch {
    return undefined;
  }
};
